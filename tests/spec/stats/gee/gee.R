# Rscript gee.R <folder of data> > gee.csv
suppressMessages(library(geepack))
folder <- commandArgs(TRUE)[1]
times <- c("initial", "discharge", "followup_12m")
tight <- geese.control(epsilon = 1e-12, maxit = 100)
rename <- function(x) {
  x <- sub("^\\(Intercept\\)$", "intercept", x)
  x <- gsub("time_point(discharge|followup_12m)", "time_point[\\1]", x)
  gsub("sexmale", "sex[male]", x)
}
cat(sprintf("# %s, geepack %s; made by gee.R\n", R.version.string, packageVersion("geepack")))
cat("# geeglm(..., corstr = 'independence' or 'exchangeable',\n")
cat("# control = geese.control(epsilon = 1e-12)); standard errors san.se\n")
cat("case,model,quantity,name,value\n")
put <- function(case, model, quantity, name, value)
  cat(sprintf("%s,%s,%s,%s,%.12g\n", case, model, quantity, name, value), sep = "")
fit <- function(case, formula, d, id, family) {
  d <- d[complete.cases(d[, all.vars(formula)]), ]
  d <- d[order(d[[id]]), ]
  d$id <- as.integer(factor(d[[id]]))
  for (corstr in c("independence", "exchangeable")) {
    m <- geeglm(formula, data = d, id = id, family = family, corstr = corstr, control = tight)
    s <- summary(m); n <- rename(rownames(s$coefficients))
    put(case, corstr, "coefficient", n, s$coefficients[, "Estimate"])
    put(case, corstr, "se", n, s$coefficients[, "Std.err"])
    put(case, corstr, "fit", c("n", "scale"), c(nrow(d), s$dispersion[1, 1]))
    put(case, corstr, "naive_se", n, sqrt(diag(m$geese$vbeta.naiv)))
    if (corstr == "exchangeable") put(case, corstr, "fit", "correlation", s$corr[1, 1])
  }
}
for (case in c("patients", "units", "extremes", "pain", "pain_units")) {
  d <- read.csv(file.path(folder, paste0(case, ".csv")))
  if ("time_point" %in% names(d)) d$time_point <- factor(d$time_point, times)
  if (case == "patients") fit(case, at_work ~ time_point + sex + age, d, "episode_id", binomial)
  else if (case == "pain") fit(case, pain ~ time_point + sex + age, d, "episode_id", gaussian)
  else if (case == "pain_units") fit(case, pain ~ time_point + sex + age, d, "unit_id", gaussian)
  else fit(case, at_work ~ sex + age, d, "unit_id", binomial)
}
