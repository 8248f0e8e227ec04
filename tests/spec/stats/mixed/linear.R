# Rscript linear.R <folder of data> > linear.csv
suppressMessages({library(lmerTest); library(emmeans)})
folder <- commandArgs(TRUE)[1]
emm_options(lmer.df = "satterthwaite", lmerTest.limit = 1e5, pbkrtest.limit = 0)
times <- c("initial", "discharge", "followup_12m")
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5))

rename <- function(x) {
  x <- sub("^\\(Intercept\\)$", "intercept", x)
  x <- gsub("time_point(discharge|followup_12m)", "time_point[\\1]", x)
  x <- gsub("sexmale", "sex[male]", x)
  sub("^(time_point\\[[a-z0-9_]+\\]):(.*)$", "\\2:\\1", x)
}
cat(sprintf("# %s, lme4 %s, lmerTest %s, emmeans %s; made by linear.R\n", R.version.string,
            packageVersion("lme4"), packageVersion("lmerTest"), packageVersion("emmeans")))
cat("# lmer(..., control = lmerControl('bobyqa', rhoend = 1e-10)); Satterthwaite df\n")
cat("case,model,quantity,name,value\n")
put <- function(case, model, quantity, name, value)
  cat(sprintf("%s,%s,%s,%s,%.12g\n", case, model, quantity, name, value), sep = "")

# Lets the reader of the results check that its data are these.
sum_up <- function(case, y) put(case, "data", "data", c("rows", "sum"), c(length(y), sum(y * seq_along(y))))
common <- function(case, model, fit) {
  s <- coef(summary(fit)); n <- rename(rownames(s))
  put(case, model, "coefficient", n, s[, "Estimate"])
  put(case, model, "se", n, s[, "Std. Error"])
  put(case, model, "df", n, s[, "df"])
  put(case, model, "p", n, s[, "Pr(>|t|)"])
  v <- as.data.frame(VarCorr(fit))
  part <- ifelse(v$grp == "Residual", "residual", ifelse(v$grp == "unit_id", "unit", "person"))
  put(case, model, "variance", part, v$vcov)
  put(case, model, "fit", c("criterion", "aic"), c(-2 * as.numeric(logLik(fit)), AIC(fit)))
  if ("unit_id" %in% v$grp && v$vcov[part == "unit"] > 1e-8) {
    r <- ranef(fit, condVar = TRUE)$unit_id
    put(case, model, "unit_effect", rownames(r), r[[1]])
    put(case, model, "unit_effect_sd", rownames(r), sqrt(attr(r, "postVar")[1, 1, ]))
  }
}
# Delta method on the logit of the intraclass correlations, from lmerTest's covariance of the
# standard deviation ratios.
shares <- function(case, model, fit) {
  th <- unname(getME(fit, "theta")); p <- th[1]; u <- th[2]; A <- fit@vcov_varpar
  grads <- list(unit = c(-2 * p / (1 + p^2), 2 / u, 0), person = c(2 * p, 2 * u, 0) / (p^2 + u^2))
  at <- c(unit = u^2, person = p^2 + u^2) / (1 + p^2 + u^2)
  for (part in names(grads)) {
    half <- 1.959963984540054 * sqrt(drop(grads[[part]] %*% A %*% grads[[part]]))
    put(case, model, paste0("correlation_", part), c("estimate", "low", "high"),
        plogis(qlogis(at[[part]]) + c(0, -half, half)))
  }
}
means <- function(case, model, fit, weights) {
  e <- emmeans(fit, ~ time_point, weights = weights)
  s <- as.data.frame(e)
  for (q in c("emmean", "SE", "df", "lower.CL", "upper.CL"))
    put(case, paste(model, weights, sep = ":"), paste0("mean_", q), s$time_point, s[[q]])
  s <- as.data.frame(confint(contrast(e, "trt.vs.ctrl", adjust = "none"), adjust = "none"))
  for (q in c("estimate", "SE", "df", "lower.CL", "upper.CL"))
    put(case, paste(model, weights, sep = ":"), paste0("difference_", q), s$contrast, s[[q]])
}
joint <- function(case, model, fit, columns) {
  L <- matrix(0, length(columns), length(fixef(fit)))
  L[cbind(seq_along(columns), match(columns, rename(names(fixef(fit)))))] <- 1
  f <- contestMD(fit, L)
  put(case, model, "joint", c("statistic", "df1", "df2", "p"),
      c(f[["F value"]], f$NumDF, f$DenDF, f[["Pr(>F)"]]))
}
fit <- function(formula, data, REML = TRUE, ...)
  suppressMessages(lmer(formula, data, REML = REML, control = tight, ...))

d <- read.csv(file.path(folder, "days.csv"))
sum_up("days", d$reaction)
for (REML in c(TRUE, FALSE))
  common("days", if (REML) "person_reml" else "person_ml",
         fit(reaction ~ day + (1 | person), d, REML))

nested <- pain ~ time_point + sex + age + (1 | unit_id) + (1 | episode_id)
for (case in c("large", "small", "tiny", "singular", "two_peaks", "persons_alike")) {
  d <- read.csv(file.path(folder, paste0(case, ".csv")))
  d$time_point <- factor(d$time_point, times)
  sum_up(case, d$pain)
  # From the usual start the search ends in the lower peak of the case with two.
  start <- if (case == "two_peaks") c(1.5, 0.01) else NULL
  m <- fit(nested, d, start = start)
  common(case, "nested_reml", m)
  if (case %in% c("large", "small", "tiny")) shares(case, "nested_reml", m)
  means(case, "nested_reml", m, "equal")
  means(case, "nested_reml", m, "proportional")
  joint(case, "nested_reml", m, c("time_point[discharge]", "time_point[followup_12m]"))
  if (case == "two_peaks") next
  common(case, "nested_ml", fit(nested, d, FALSE))
  common(case, "person_reml", fit(pain ~ time_point + sex + age + (1 | episode_id), d))
  if (case %in% c("large", "small"))
    common(case, "unit_reml", fit(pain ~ sex + age + (1 | unit_id), d[d$time_point == "discharge", ]))
}
d <- read.csv(file.path(folder, "small.csv"))
d$time_point <- factor(d$time_point, times)
m <- fit(pain ~ time_point * sex + age + (1 | unit_id) + (1 | episode_id), d)
common("small", "by_time", m)
joint("small", "by_time", m, paste0("sex[male]:time_point[", times[2:3], "]"))
means("small", "by_time", m, "equal")
e <- as.data.frame(confint(contrast(emmeans(m, ~ time_point | sex), "trt.vs.ctrl"), adjust = "none"))
put("small", "by_time", "within_estimate", paste(e$contrast, e$sex, sep = " | "), e$estimate)
put("small", "by_time", "within_SE", paste(e$contrast, e$sex, sep = " | "), e$SE)
put("small", "by_time", "within_df", paste(e$contrast, e$sex, sep = " | "), e$df)
