# Makes reference.csv: Rscript reference.R > reference.csv, in this folder. Takes a minute.
suppressMessages(library(mice))
d <- read.csv("patients.csv", comment.char = "#")
cat(sprintf("# R %s.%s, mice %s; made by reference.R from patients.csv.\n", R.version$major,
            R.version$minor, packageVersion("mice")))
cat("part,name,value\n")
out <- function(part, name, value) cat(sprintf("%s,%s,%.15g\n", part, name, value), sep = "")

# Rubin's rules on written numbers.
for (case in list(list("few", 200), list("many", 19999), list("endless", Inf))) {
  q <- c(-1.21, -1.05, -1.33, -1.18, -1.27, -1.12)
  u <- c(0.0121, 0.0119, 0.0133, 0.0125, 0.0117, 0.0128)
  p <- pool.scalar(q, u, n = case[[2]] + 1, k = 1)
  for (name in c("qbar", "ubar", "b", "t", "df", "r", "fmi"))
    out(paste0("pool_", case[[1]]), name, p[[name]])
}

# Weights: logistic model of who answered, Hajek mean, sandwich by hand.
known <- !is.na(d$year)
fit <- glm(known ~ start + discharge, binomial, d,
           control = glm.control(epsilon = 1e-14, maxit = 100))
x <- model.matrix(fit); p <- fitted(fit); raw <- mean(known) / p
cap <- quantile(raw[known], c(0.01, 0.99))
weigh <- function(tag, w, cut) {
  y <- ifelse(known, d$year - d$start, 0); w <- ifelse(known, w, 0)
  m <- sum(w * y) / sum(w)
  slope <- ifelse(cut, 0, -w * (1 - p) * (y - m))
  through <- solve(t(x) %*% (x * p * (1 - p)), t(x) %*% slope)
  pull <- (w * (y - m) + (known - p) * (x %*% through)) / sum(w)
  n <- sum(known)
  out(tag, c("mean", "se", "effective"), c(m, sqrt(sum(pull^2) * n / (n - 1)), sum(w)^2 / sum(w^2)))
}
weigh("weights_truncated", pmin(pmax(raw, cap[1]), cap[2]), raw < cap[1] | raw > cap[2])
out("weights", "largest", max(raw[known]))

# Imputation: many imputations, so that what is left of chance is small.
d$better <- as.integer(d$year <= 5)
imp <- mice(d[c("start", "discharge", "age", "year")], m = 200, maxit = 10, method = "pmm",
            seed = 1, printFlag = FALSE)
one <- pool.scalar(sapply(1:200, function(k) with(complete(imp, k), mean(year - start))),
                   sapply(1:200, function(k) with(complete(imp, k), var(year - start))) / nrow(d),
                   n = nrow(d), k = 1)
out("change", c("estimate", "within", "between", "df"), c(one$qbar, one$ubar, one$b, one$df))
flags <- d[c("start", "discharge", "age", "better")]; flags$better <- factor(flags$better)
imp <- mice(flags, m = 200, maxit = 10, method = c("pmm", "pmm", "pmm", "logreg"), seed = 1,
            printFlag = FALSE)
s <- sapply(1:200, function(k) mean(complete(imp, k)$better == "1"))
out("share", c("estimate", "between"), c(mean(s), var(s)))
