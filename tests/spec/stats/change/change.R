# Change, responders and two groups on made-up answers, in base R.
# Rscript change.R <folder to write to>
set.seed(20260711)
n <- 64
group <- rep(c("a", "b"), c(38, 26))
start <- pmin(10, pmax(0, round(rnorm(n, 6.5, 2))))
later <- pmin(10, pmax(0, round(0.5 * start + 2 + 0.6 * (group == "b") + rnorm(n, 0, 1.8))))
start[c(3, 40)] <- 0; start[c(9, 51)] <- NA; later[c(5, 9, 17, 22, 44, 60)] <- NA
answers <- data.frame(group, start, later)
found <- list(); put <- function(name, ...) found[[length(found) + 1]] <<- data.frame(name, value = c(...), place = seq_along(c(...)))
ok <- !is.na(start) & !is.na(later); x <- start[ok]; y <- later[ok]; d <- y - x; m <- sum(ok)
test <- t.test(y, x, paired = TRUE); put("change", test$estimate, test$conf.int, test$stderr, test$parameter)
gamma_factor <- function(df) exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)
noncentral <- function(t, df) sapply(c(0.975, 0.025), function(p)
  uniroot(function(ncp) pt(t, df, ncp) - p, c(-30, 30), tol = 1e-12)$root)
# Spread below the line as a function of both variances and the covariance.
spreads <- list(
  d_av = function(s) (sqrt(s[1]) + sqrt(s[2])) / 2,
  d_baseline = function(s) sqrt(s[1]),
  d_rm = function(s) sqrt(s[1] + s[2] - 2 * s[3]) / sqrt(2 * (1 - s[3] / sqrt(s[1] * s[2]))),
  d_z = function(s) sqrt(s[1] + s[2] - 2 * s[3]))
s <- c(var(x), var(y), cov(x, y))
# Covariance of s in normal samples, times m - 1.
v <- matrix(c(2 * s[1]^2, 2 * s[3]^2, 2 * s[1] * s[3], 2 * s[3]^2, 2 * s[2]^2, 2 * s[2] * s[3],
  2 * s[1] * s[3], 2 * s[2] * s[3], s[1] * s[2] + s[3]^2), 3)
gradient <- function(f, h = 1e-5) sapply(1:3, function(i) { e <- replace(numeric(3), i, h); (f(s + e) - f(s - e)) / (2 * h) })
hessian <- function(f, h = 1e-3) sapply(1:3, function(i) sapply(1:3, function(j) {
  e <- replace(numeric(3), i, h); g <- replace(numeric(3), j, h)
  (f(s + e + g) - f(s + e - g) - f(s - e + g) + f(s - e - g)) / (4 * h^2) }))
for (name in names(spreads)) {
  spread <- spreads[[name]]; effect <- mean(d) / spread(s)
  slope <- gradient(function(s) log(spread(s)))
  se <- sqrt((var(d) / spread(s)^2 + effect^2 * c(slope %*% v %*% slope)) / (m - 1))
  bias <- sum(hessian(function(s) spread(get("s", globalenv())) / spread(s)) * v) / 2
  put(name, effect, se, effect + c(-1, 1) * qnorm(0.975) * se, 3 * (m - 1) / (4 * bias))
}
put("d_z_noncentral_t", noncentral(mean(d) / sd(d) * sqrt(m), m - 1) / sqrt(m))
put("d_z_hedges", mean(d) / sd(d) * gamma_factor(m - 1))
a <- d[group[ok] == "a"]; b <- d[group[ok] == "b"]
welch <- t.test(a, b); put("welch", mean(a) - mean(b), welch$conf.int, welch$stderr, welch$parameter)
df <- length(a) + length(b) - 2; pooled <- sqrt(((length(a) - 1) * var(a) + (length(b) - 1) * var(b)) / df)
root <- sqrt(length(a) * length(b) / (df + 2)); g <- (mean(a) - mean(b)) / pooled
put("hedges_g", g * gamma_factor(df), noncentral(g * root, df) / root, pooled)
wilson <- function(k, n) c(k, n, prop.test(k, n, correct = FALSE)$conf.int)
zero <- !is.na(start) & start == 0; judged <- ok & !zero
less <- start - later; by30 <- judged & 10 * less >= 3 * start; by2 <- ok & less >= 2
put("responders_30_answered", wilson(sum(by30, na.rm = TRUE), sum(judged)))
put("responders_30_due", wilson(sum(by30, na.rm = TRUE), sum(!zero)))
put("responders_2_answered", wilson(sum(by2, na.rm = TRUE), sum(ok)))
put("responders_2_due", wilson(sum(by2, na.rm = TRUE), n))
worse <- judged & -10 * less >= 3 * start
put("three_way_30", sum(by30, na.rm = TRUE), sum(judged & !by30 & !worse, na.rm = TRUE), sum(worse, na.rm = TRUE))
put("curve_points", sapply(0:10, function(k) sum(ok & less >= k, na.rm = TRUE)))
put("curve_percent", sapply(0:20, function(k) sum(judged & 20 * less >= k * start, na.rm = TRUE)))
put("floor", wilson(sum(later == 0, na.rm = TRUE), sum(!is.na(later))))
put("ceiling", wilson(sum(later == 10, na.rm = TRUE), sum(!is.na(later))))
put("regression_follow_up", (1 - cor(x, y)) * (mean(start, na.rm = TRUE) - mean(start[start >= 7], na.rm = TRUE)))
beyond <- function(cut) integrate(function(u) u * dnorm(u, 6, 1.5), cut, Inf)$value / pnorm(cut, 6, 1.5, lower.tail = FALSE)
put("regression_beyond_7", -(1 - 0.7) * (beyond(7) - 6))
# Largest likelihood of two shares that lie a given distance apart, by search.
score <- function(k1, n1, k2, n2, apart) {
  like <- function(p) sum(dbinom(c(k1, k2), c(n1, n2), pmin(1, pmax(0, c(p + apart, p))), log = TRUE))
  p <- optimize(like, c(max(0, -apart), min(1, 1 - apart)), maximum = TRUE, tol = 1e-12)$maximum
  q <- p + apart; size <- n1 + n2
  (k1 / n1 - k2 / n2 - apart) / sqrt((q * (1 - q) / n1 + p * (1 - p) / n2) * size / (size - 1))
}
for (one in list(c(56, 70, 48, 80), c(12, 38, 9, 26), c(114, 123, 7, 55), c(11, 151, 48, 199))) {
  k <- one; here <- k[1] / k[2] - k[3] / k[4]; z <- qnorm(0.975)
  edge <- function(from, to, z) uniroot(function(apart) score(k[1], k[2], k[3], k[4], apart) - z, c(from, to), tol = 1e-10)$root
  put(paste(c("miettinen_nurminen", k), collapse = "_"), edge(-0.9999, here, z), edge(here, 0.9999, -z))
  first <- prop.test(k[1], k[2], correct = FALSE)$conf.int; second <- prop.test(k[3], k[4], correct = FALSE)$conf.int
  put(paste(c("newcombe", k), collapse = "_"),
    here - sqrt((k[1] / k[2] - first[1])^2 + (second[2] - k[3] / k[4])^2),
    here + sqrt((first[2] - k[1] / k[2])^2 + (k[3] / k[4] - second[1])^2))
}
head <- paste("# R", getRversion(), "base and stats; made by change.R; seed 20260711")
write_out <- function(frame, name) {
  path <- file.path(commandArgs(TRUE)[1], name); writeLines(head, path)
  suppressWarnings(write.table(frame, path, append = TRUE, sep = ",", row.names = FALSE, quote = FALSE, na = ""))
}
write_out(answers, "answers.csv")
write_out(transform(do.call(rbind, found), value = signif(value, 12)), "change.csv")
