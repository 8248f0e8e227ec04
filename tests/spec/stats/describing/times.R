# Survival and competing risks on made-up times with ties and censoring.
# Rscript times.R <folder to write to>; needs survival and cmprsk
suppressMessages({library(survival); library(cmprsk)})
to <- commandArgs(TRUE)[1]
set.seed(20260612)
n <- 140
time <- ceiling(rweibull(n, 1.2, 90))
end <- ceiling(runif(n, 20, 240))
status <- ifelse(time <= end, sample(1:2, n, TRUE, c(0.7, 0.3)), 0)
time <- pmin(time, end)
group <- sample(c("a", "b"), n, TRUE)
head <- paste("# R", getRversion(), "; survival", packageVersion("survival"), ", cmprsk",
  packageVersion("cmprsk"), "; made by times.R; seed 20260612")
put <- function(frame, name) {
  path <- file.path(to, name); writeLines(head, path)
  suppressWarnings(write.table(frame, path, append = TRUE, sep = ",", row.names = FALSE, quote = FALSE, na = ""))
}
put(data.frame(time, status, group), "times.csv")
curve <- function(keep, name) {
  fit <- survfit(Surv(time[keep], status[keep] == 1) ~ 1, conf.type = "log-log")
  data.frame(group = name, time = fit$time, at_risk = fit$n.risk, events = fit$n.event, censored = fit$n.censor,
    survival = signif(fit$surv, 12), se = signif(fit$std.err * fit$surv, 12), low = signif(fit$lower, 12), high = signif(fit$upper, 12))
}
put(rbind(curve(TRUE, "all"), curve(group == "a", "a"), curve(group == "b", "b")), "kaplan_meier.csv")
quantiles <- function(keep, name, p, level = 0.95) {
  fit <- survfit(Surv(time[keep], status[keep] == 1) ~ 1, conf.type = "log-log", conf.int = level)
  q <- quantile(fit, p); data.frame(group = name, p, level, time = q$quantile, low = q$lower, high = q$upper)
}
p <- c(0.25, 0.5, 0.75)
put(rbind(quantiles(TRUE, "all", p), quantiles(TRUE, "all", p, 0.9), quantiles(group == "a", "a", p), quantiles(group == "b", "b", p)), "quantiles.csv")
fit <- survfit(Surv(time, factor(status, 0:2)) ~ 1, conf.type = "log-log")
found <- cuminc(time, status)
gray <- timepoints(found, fit$time)
risks <- do.call(rbind, lapply(1:2, function(k) data.frame(cause = k, time = fit$time, share = signif(fit$pstate[, k + 1], 12),
  se = signif(fit$std.err[, k + 1], 12), low = signif(fit$lower[, k + 1], 12), high = signif(fit$upper[, k + 1], 12),
  gray_share = signif(gray$est[k, ], 12), gray_se = signif(sqrt(gray$var[k, ]), 12))))
put(risks, "competing.csv")
