# Rscript logistic.R <folder of data> > logistic.csv
suppressMessages(library(lme4))
folder <- commandArgs(TRUE)[1]
times <- c("initial", "discharge", "followup_12m")
tight <- glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 1e5),
                      tolPwrss = 1e-12)
rename <- function(x) {
  x <- sub("^\\(Intercept\\)$", "intercept", x)
  x <- gsub("time_point(discharge|followup_12m)", "time_point[\\1]", x)
  x <- gsub("sexmale", "sex[male]", x)
  sub("^(time_point\\[[a-z0-9_]+\\]):(.*)$", "\\2:\\1", x)
}
cat(sprintf("# %s, lme4 %s; made by logistic.R\n", R.version.string, packageVersion("lme4")))
cat("# glmer(family = binomial, nAGQ = 1, 15 or 25,\n")
cat("# control = glmerControl('bobyqa', rhoend = 1e-9, tolPwrss = 1e-12))\n")
cat("case,model,quantity,name,value\n")
put <- function(case, model, quantity, name, value)
  cat(sprintf("%s,%s,%s,%s,%.12g\n", case, model, quantity, name, value), sep = "")

for (case in c("patients", "rare", "units", "extremes", "singular")) {
  d <- read.csv(file.path(folder, paste0(case, ".csv")))
  y <- ifelse(is.na(d$at_work), 0, d$at_work); age <- ifelse(is.na(d$age), 0, d$age)
  put(case, "data", "data", c("rows", "answered", "sum", "ages"),
      c(nrow(d), sum(!is.na(d$at_work)), sum(y * seq_along(y)), sum(age * seq_along(y))))
  formula <- at_work ~ sex + age + (1 | unit_id)
  if ("time_point" %in% names(d)) {
    d$time_point <- factor(d$time_point, times)
    formula <- at_work ~ time_point + sex + age + (1 | episode_id)
    if (case == "patients") formula <- at_work ~ time_point * sex + age + (1 | episode_id)
  }
  for (points in c(1, 15, 25)) {
    fit <- suppressMessages(glmer(formula, d, family = binomial, nAGQ = points, control = tight))
    model <- paste0("points_", points)
    s <- coef(summary(fit)); n <- rename(rownames(s))
    put(case, model, "coefficient", n, s[, "Estimate"])
    put(case, model, "se", n, s[, "Std. Error"])
    put(case, model, "p", n, s[, "Pr(>|z|)"])
    put(case, model, "fit", c("sd", "log_likelihood", "n"),
        c(as.data.frame(VarCorr(fit))$sdcor, as.numeric(logLik(fit)), nobs(fit)))
    if (isSingular(fit)) next
    r <- ranef(fit, condVar = TRUE)[[1]]; some <- seq_len(min(nrow(r), 40))
    put(case, model, "mode", rownames(r)[some], r[some, 1])
    put(case, model, "mode_sd", rownames(r)[some], sqrt(attr(r, "postVar")[1, 1, some]))
  }
}
