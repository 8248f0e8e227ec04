# Standardised differences and quantiles on made-up answers.
# Rscript groups.R <folder R of smd 0.8.0> <folder to write to>; needs MASS
library(methods); library(stats); ginv <- MASS::ginv
args <- commandArgs(TRUE)
for (name in list.files(args[1], "R$")) source(file.path(args[1], name))
for (name in list.files(args[1], "R$")) source(file.path(args[1], name)) # methods need each other
set.seed(20260613)
n <- 180
group <- sample(c("a", "b", "c"), n, TRUE, c(0.5, 0.3, 0.2))
shift <- c(a = 0, b = 0.4, c = -0.2)[group]
answers <- data.frame(group, score = round(rnorm(n, 20 + 5 * shift, 6), 1),
  yes = rbinom(n, 1, plogis(-0.3 + shift)),
  level = sapply(shift, function(s) sample(c("low", "mid", "high", "top"), 1, prob = c(4, 3, 2, 1 + s))))
answers$score[sample(n, 12)] <- NA; answers$yes[sample(n, 8)] <- NA; answers$level[sample(n, 10)] <- NA
head <- paste("# R", getRversion(), "; smd 0.8.0 (cb392a1) for yes and level; base R for score and quantiles;",
  "made by groups.R; seed 20260613")
put <- function(frame, name) {
  path <- file.path(args[2], name); writeLines(head, path)
  suppressWarnings(write.table(frame, path, append = TRUE, sep = ",", row.names = FALSE, quote = FALSE, na = ""))
}
put(answers, "answers.csv")
pairs <- list(c("a", "b"), c("a", "c"), c("b", "c"))
by_hand <- function(x, g) {
  x <- split(x, factor(g, unique(g))); m <- sapply(x, mean); v <- sapply(x, var)
  (m[1] - m[2]) / sqrt(sum(v) / 2)
}
put(do.call(rbind, lapply(pairs, function(pair) do.call(rbind, lapply(c("score", "yes", "level"), function(variable) {
  use <- group %in% pair & !is.na(answers[[variable]])
  x <- answers[[variable]][use]; g <- factor(group[use], pair)
  d <- if (variable == "score") by_hand(x[order(g)], as.character(sort(g)))
    else smd(if (variable == "level") factor(x) else x == 1, g)$estimate
  data.frame(variable, first = pair[1], second = pair[2], smd = signif(d, 12))
})))), "differences.csv")
score <- answers$score[!is.na(answers$score)]
put(expand.grid(type = 1:9, p = c(0.1, 0.25, 0.5, 0.75)) |>
  transform(value = mapply(function(type, p) quantile(score, p, type = type), type, p)), "quantile_types.csv")
