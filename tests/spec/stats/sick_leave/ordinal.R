# Proportional odds by MASS::polr, and Brant's test from logistic regressions at each cut.
# Rscript ordinal.R: writes ordinal_people.csv (the data, from the seed) and prints the results.
suppressMessages(library(MASS))
set.seed(20190511)
n <- 400
people <- data.frame(
  # Decades from 43 years, as polr takes its standard errors from numeric differences.
  decades = round(rnorm(n), 1),
  sex = sample(c("man", "woman"), n, TRUE, c(0.3, 0.7)),
  education = sample(c("primary", "secondary", "university"), n, TRUE, c(0.2, 0.5, 0.3))
)
latent <- 0.3 * people$decades - 0.4 * (people$sex == "woman") +
  c(0.7, 0.3, 0)[match(people$education, c("primary", "secondary", "university"))] + rlogis(n)
# One covariate works at the highest cut only, so that proportionality is in doubt.
people$depressed <- rbinom(n, 1, 0.4)
level <- findInterval(latent, c(-0.6, 0.5, 1.9))
level <- ifelse(people$depressed == 1 & level == 2 & runif(n) < 0.5, 3, level)
people$category <- c("none", "partial", "full", "permanent")[level + 1]
write.csv(people, "ordinal_people.csv", row.names = FALSE, quote = FALSE)

steps <- c("none", "partial", "full", "permanent")
cat("#", R.version.string, ", MASS", as.character(packageVersion("MASS")), "\n")
cat("# polr(category ~ ..., Hess = TRUE, control = list(reltol = 1e-16, maxit = 10000))\n")
cat("# brant: glm(category > cut ~ ..., binomial, epsilon = 1e-14) at each cut; Brant 1990\n")
cat("model,kind,name,value,se\n")
models <- list(proportional = c("decades", "sex", "education"),
               doubted = c("decades", "sex", "education", "depressed"))
for (name in names(models)) {
  data <- transform(people, category = factor(category, steps, ordered = TRUE),
                    sex = relevel(factor(sex), "woman"),
                    education = relevel(factor(education), "secondary"))
  formula <- reformulate(models[[name]], "category")
  found <- polr(formula, data, Hess = TRUE, control = list(reltol = 1e-16, maxit = 10000))
  se <- sqrt(diag(vcov(found)))
  for (key in names(coef(found)))
    cat(sprintf("%s,slope,%s,%.10g,%.10g\n", name, key, coef(found)[[key]], se[[key]]))
  for (key in names(found$zeta))
    cat(sprintf("%s,threshold,%s,%.10g,%.10g\n", name, key, found$zeta[[key]], se[[key]]))
  cat(sprintf("%s,log_likelihood,all,%.10g,\n", name, as.numeric(logLik(found))))

  x <- model.matrix(reformulate(models[[name]]), data)
  p <- ncol(x) - 1
  cuts <- length(steps) - 1
  fits <- lapply(1:cuts, function(cut)
    glm(as.integer(data$category) > cut ~ x[, -1], family = binomial,
        control = list(epsilon = 1e-14)))
  above <- sapply(fits, fitted)
  slopes <- unlist(lapply(fits, function(fit) coef(fit)[-1]))
  joint <- matrix(0, cuts * p, cuts * p)
  bread <- function(j) solve(t(x) %*% (above[, j] * (1 - above[, j]) * x))
  for (j in 1:cuts) for (l in 1:cuts) {
    shared <- above[, max(j, l)] - above[, j] * above[, l]
    block <- bread(j) %*% (t(x) %*% (shared * x)) %*% bread(l)
    joint[(j - 1) * p + 1:p, (l - 1) * p + 1:p] <- block[-1, -1]
  }
  test <- function(columns, label) {
    m <- length(columns)
    pick <- as.vector(outer(columns, (0:(cuts - 1)) * p, "+"))
    contrast <- cbind(kronecker(rep(1, cuts - 1), -diag(m)), diag((cuts - 1) * m))
    apart <- contrast %*% slopes[pick]
    value <- t(apart) %*% solve(contrast %*% joint[pick, pick] %*% t(contrast)) %*% apart
    df <- (cuts - 1) * m
    cat(sprintf("%s,brant,%s,%.10g,\n", name, label, value))
    cat(sprintf("%s,brant_p,%s,%.10g,\n", name, label, pchisq(value, df, lower.tail = FALSE)))
  }
  test(1:p, "all")
  for (covariate in models[[name]])
    test(which(startsWith(colnames(x)[-1], covariate)), covariate)
}
