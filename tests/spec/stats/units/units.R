# Makes second_system.csv: Rscript units.R > second_system.csv, in this folder.
suppressMessages(library(lme4))
d <- read.csv("patients.csv", comment.char = "#")
d$education <- relevel(factor(d$education), "secondary")
cat(sprintf("# R %s.%s, lme4 %s; made by units.R from patients.csv.\n", R.version$major,
            R.version$minor, packageVersion("lme4")))
cat("part,name,value\n")
out <- function(part, name, value) cat(sprintf("%s,%s,%.15g\n", part, name, value), sep = "")

tight <- glm.control(epsilon = 1e-14, maxit = 100)
fit <- glm(improved ~ I(age - 45) + man + education + start, binomial, d, control = tight)
names <- c("intercept", "age", "man", "primary", "university", "start")
out("glm_coefficient", names, coef(fit))
out("glm_error", names, sqrt(diag(vcov(fit))))
out("glm", "deviance", deviance(fit))
line <- lm(change ~ I(age - 45) + man + education + start, d)
out("lm_coefficient", names, coef(line))
out("lm_error", names, sqrt(diag(vcov(line))))
out("lm", "sigma", sigma(line))
out("observed", levels(factor(d$unit)), tapply(d$improved, d$unit, sum))
out("expected", levels(factor(d$unit)), tapply(fitted(fit), d$unit, sum))

# Exact distribution of a unit's number by polynomial multiplication.
tails <- function(p, o) {
  mass <- Reduce(function(a, b) convolve(a, rev(c(1 - b, b)), type = "open"), p, 1)
  sum(mass[seq_len(o)]) + mass[o + 1] / 2
}
for (u in levels(factor(d$unit)))
  out("lower_mid_p", u, tails(fitted(fit)[d$unit == u], sum(d$improved[d$unit == u])))

# Limits as printed in the appendix of doi:10.1002/sim.1970.
limit <- function(n, target, p) {
  r <- qbinom(p, n, target)
  (r - (pbinom(r, n, target) - p) / dbinom(r, n, target)) / n
}
for (n in c(12, 40, 133)) for (level in c(0.95, 0.998)) {
  out("spiegelhalter_low", paste(n, level), max(0, limit(n, 0.3, (1 - level) / 2)))
  out("spiegelhalter_high", paste(n, level), limit(n, 0.3, (1 + level) / 2))
}

# Variance between units of the mean change left by the model, with known error variances.
v <- sigma(line)^2 / as.numeric(table(d$unit))
y <- as.numeric(tapply(resid(line), d$unit, mean))
w <- 1 / v
q <- sum(w * (y - sum(w * y) / sum(w))^2)
out("tau2", "dersimonian_laird", max(0, (q - (length(y) - 1)) / (sum(w) - sum(w^2) / sum(w))))
restricted <- function(t) {
  w <- 1 / (v + t)
  -(sum(log(v + t)) + log(sum(w)) + sum(w * (y - sum(w * y) / sum(w))^2)) / 2
}
best <- optimize(restricted, c(0, 10), maximum = TRUE, tol = 1e-14)$maximum
out("tau2", "reml", best)
profile <- function(tail) uniroot(function(t) {
  w <- 1 / (v + t)
  sum(w * (y - sum(w * y) / sum(w))^2) - qchisq(tail, length(y) - 1)
}, c(0, 100), tol = 1e-13)$root
out("tau2", "profile_low", profile(0.975))
out("tau2", "profile_high", profile(0.025))

# Units' effects on the log odds, the case mix held as fitted.
g <- glmer(improved ~ 1 + offset(predict(fit)) + (1 | unit), d, binomial, nAGQ = 25,
           control = glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10)))
out("effects", "mean", fixef(g))
out("effects", "tau", sqrt(VarCorr(g)$unit[1]))
out("effect", rownames(ranef(g)$unit), ranef(g)$unit[, 1] + fixef(g))

mann <- wilcox.test(fitted(fit)[d$improved == 1], fitted(fit)[d$improved == 0], exact = FALSE)
out("discrimination", "c", mann$statistic / (sum(d$improved) * sum(1 - d$improved)))
p <- c(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.3, 0.9)
out("bonferroni", seq_along(p), p.adjust(p, "bonferroni"))
out("benjamini_hochberg", seq_along(p), p.adjust(p, "BH"))
