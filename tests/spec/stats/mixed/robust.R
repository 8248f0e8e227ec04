# Rscript robust.R <folder of data> > robust.csv
suppressMessages({library(sandwich); library(clubSandwich); library(lme4)})
all <- read.csv(file.path(commandArgs(TRUE)[1], "small.csv"))
d <- all[all$time_point == "discharge", ]
cat(sprintf("# %s, sandwich %s, clubSandwich %s, lme4 %s; made by robust.R from small.csv\n",
            R.version.string, packageVersion("sandwich"), packageVersion("clubSandwich"),
            packageVersion("lme4")))
cat("# HC: vcovHC(fit, type); CR1: vcovCL(type = 'HC1'); CR2: vcovCR(type = 'CR2') and coef_test's\n")
cat("# Satterthwaite df. Logistic and mixed models as the regression of equal, independent residuals\n")
cat("# that they are: rows times the root of the working weights, or of the inverse of lmer's covariance\n")
cat("case,model,quantity,name,value\n")
rename <- function(x) {
  x <- sub("^\\(Intercept\\)$", "intercept", x)
  x <- gsub("time_point(discharge|followup_12m)", "time_point[\\1]", x)
  gsub("sexmale", "sex[male]", x)
}
put <- function(model, quantity, names, v)
  cat(sprintf("small,%s,%s,%s,%.12g\n", model, quantity, rename(names), v), sep = "")
cr2 <- function(model, y, X, cluster) {
  names <- colnames(X)
  colnames(X) <- paste0("x", seq_along(names))
  fit <- lm(y ~ 0 + ., data.frame(y = y, X))
  v <- vcovCR(fit, cluster = cluster, type = "CR2")
  put(model, "CR2", names, sqrt(diag(as.matrix(v))))
  put(model, "CR2_df", names, coef_test(fit, vcov = v, test = "Satterthwaite")$df)
}
fits <- list(linear = lm(pain ~ sex + age, d),
             logistic = glm(much_better ~ sex + age, binomial, d, control = list(epsilon = 1e-14)))
for (m in names(fits)) {
  for (k in c("HC0", "HC1", "HC3")) {
    v <- vcovHC(fits[[m]], type = k)
    put(m, k, rownames(v), sqrt(diag(v)))
  }
  v <- vcovCL(fits[[m]], cluster = d$unit_id, type = "HC1")
  put(m, "CR1", rownames(v), sqrt(diag(v)))
}
cr2("linear", d$pain, model.matrix(fits$linear), d$unit_id)
root <- sqrt(fits$logistic$weights)
X <- model.matrix(fits$logistic)
cr2("logistic", root * (drop(X %*% coef(fits$logistic)) + residuals(fits$logistic, "working")), root * X,
    d$unit_id)

all$time_point <- factor(all$time_point, c("initial", "discharge", "followup_12m"))
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5))
all <- all[order(all$unit_id), ]
fit <- lmer(pain ~ time_point + sex + age + (1 | unit_id) + (1 | episode_id), all, control = tight)
V <- as.matrix(crossprod(getME(fit, "Lambdat") %*% getME(fit, "Zt"))) + diag(nrow(all))
white <- function(x) backsolve(chol(V), x, transpose = TRUE)
X <- white(getME(fit, "X"))
colnames(X) <- names(fixef(fit))
cr2("mixed", drop(white(all$pain)), X, all$unit_id)
