# Limits and signals of two other implementations, on made-up series.
# Rscript limits.R <folder R of qcc 3.0> <folder R of qicharts2 0.8.1> <folder to write to>
paths <- commandArgs(TRUE)
qcc <- new.env(); qic <- new.env()
for (name in c("qcc.R", "rules.R", "utilities.R")) sys.source(file.path(paths[1], name), qcc)
sys.source(file.path(paths[2], "helper.functions.R"), qic)
set.seed(20260611)

n <- 24
value <- round(rnorm(n, 50, 6), 1); value[9] <- 95
denominator <- sample(200:4000, n)
numerator <- rbinom(n, denominator, plogis(rnorm(n, -0.4, 0.12)))
exposure <- sample(300:2500, n)
events <- rpois(n, exposure * exp(rnorm(n, -4, 0.3)))
size <- sample(2:12, n, replace = TRUE)
raw <- t(sapply(size, function(k) c(rnorm(k, 30, 5), rep(NA, 12 - k))))
series <- data.frame(period = sprintf("p%02d", 1:n), value, numerator, denominator, events,
  exposure, mean = round(rowMeans(raw, na.rm = TRUE), 6),
  sd = round(apply(raw, 1, sd, na.rm = TRUE), 6), n = size)

lines <- function(chart, system, value, centre, limits)
  data.frame(chart, system, period = series$period, value, centre, lower = limits[, 1], upper = limits[, 2])
by_qcc <- function(chart, centre, sd, limits, sizes, value) {
  found <- limits(center = centre, std.dev = sd, sizes = sizes, nsigmas = 3)
  lines(chart, "qcc", value, centre, matrix(t(found), n, 2, byrow = TRUE))
}
by_qic <- function(chart, f, y, sums = NA, sizes = NA, screened = FALSE) {
  options(qic.screenedmr = screened)
  x <- f(data.frame(x = 1:n, y, y.sum = sums, n = sizes, cl = NA_real_, baseline = TRUE, include = TRUE))
  lines(chart, "qicharts2", x$y, x$cl, cbind(x$lcl, x$ucl))
}
within <- qcc$sd.xbar(raw, size, "MVLUE-SD")
grand <- qcc$stats.xbar(raw, size)$center
p <- numerator / denominator; u <- events / exposure
pc <- sum(numerator) / sum(denominator); uc <- sum(events) / sum(exposure)
made <- rbind(
  by_qcc("xmr", mean(value), qcc$sd.xbar.one(value), qcc$limits.xbar.one, 1, value),
  by_qcc("p", pc, qcc$sd.p(numerator, denominator), qcc$limits.p, denominator, p),
  by_qcc("u", uc, qcc$sd.u(events, exposure), qcc$limits.u, exposure, u),
  by_qcc("xbar", grand, within, qcc$limits.xbar, size, rowMeans(raw, na.rm = TRUE)),
  by_qcc("s", within * qcc$qcc.c4(size), within, qcc$limits.S, size, apply(raw, 1, sd, na.rm = TRUE)),
  by_qic("xmr", qic$qic.i, value),
  by_qic("xmr_screened", qic$qic.i, value, screened = TRUE),
  by_qic("mr", qic$qic.mr, value),
  by_qic("p_prime", qic$qic.pp, p, numerator, denominator),
  by_qic("p_prime_screened", qic$qic.pp, p, numerator, denominator, screened = TRUE),
  by_qic("u_prime", qic$qic.up, u, events, exposure))

long <- round(c(rnorm(20, 10, 2), rnorm(20, 14, 2), rnorm(20, 7, 2)), 1)
chart <- list(statistics = long, newstats = NULL, center = mean(long), type = "xbar.one",
  std.dev = qcc$sd.xbar.one(long), sizes = 1, newsizes = NULL, nsigmas = 3)
chart$limits <- qcc$limits.xbar.one(chart$center, chart$std.dev, 1, 3)
flags <- list(beyond_limits = qcc$qccRulesViolatingWER1(chart), two_of_three_beyond_2 = qcc$qccRulesViolatingWER2(chart),
  four_of_five_beyond_1 = qcc$qccRulesViolatingWER3(chart), run_of_8 = qcc$qccRulesViolatingWER4(chart))
signals <- data.frame(at = seq_along(long), value = long,
  sapply(flags, function(found) as.integer(seq_along(long) %in% found)))

head <- paste("# R", getRversion(), "; qcc 3.0 (af35099), qicharts2 0.8.1 (1b9487e); made by limits.R; seed 20260611")
put <- function(frame, name) {
  path <- file.path(paths[3], name)
  writeLines(head, path)
  suppressWarnings(write.table(frame, path, append = TRUE, sep = ",", row.names = FALSE, quote = FALSE, na = ""))
}
put(series, "series.csv"); made[-(1:3)] <- signif(made[-(1:3)], 10); put(made, "limits.csv"); put(signals, "signals.csv")
