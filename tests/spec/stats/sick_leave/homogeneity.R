# Tests of equal margins in base R. Stuart's and Maxwell's test is the generalised
# Cochran-Mantel-Haenszel test with one stratum per person and two answers in each.
# Rscript homogeneity.R > homogeneity.csv
tables <- list(
  # Right eye by left eye, unaided distance vision of 7,477 women, Stuart 1955.
  vision = matrix(c(1520, 266, 124, 66, 234, 1512, 432, 78, 117, 362, 1772, 205, 36, 82, 179, 492),
                  4, byrow = TRUE),
  small = matrix(c(12, 5, 1, 9, 20, 6, 4, 11, 15), 3, byrow = TRUE),
  zeros = matrix(c(30, 0, 2, 0, 9, 14, 0, 1, 12, 8, 10, 0, 0, 0, 3, 25), 4, byrow = TRUE),
  unmoved = matrix(c(20, 6, 0, 15, 18, 0, 0, 0, 11), 3, byrow = TRUE),
  two = matrix(c(40, 9, 27, 33), 2, byrow = TRUE)
)
people <- function(counts) {
  k <- nrow(counts)
  cells <- expand.grid(before = 1:k, after = 1:k)
  cells[rep(seq_len(k * k), as.vector(counts)), ]
}
cat("#", R.version.string, "\n")
cat("# stuart_maxwell: mantelhaen.test(table(time, category, person), correct = FALSE)\n")
cat("# mcnemar: mcnemar.test(counts, correct = FALSE)\n")
cat("# mcnemar_exact: binom.test(there, there + back)\n")
cat("# counts: rows before, columns after, row by row\n")
cat("table,counts,test,statistic,df,p\n")
for (name in names(tables)) {
  counts <- tables[[name]]
  flat <- paste(as.vector(t(counts)), collapse = " ")
  who <- people(counts)
  # Who is in the same category twice adds nothing to the test, and only takes time.
  who <- who[who$before != who$after, ]
  used <- sort(unique(c(who$before, who$after)))
  n <- nrow(who)
  long <- data.frame(person = rep(seq_len(n), 2), time = rep(1:2, each = n),
                     category = factor(c(who$before, who$after), levels = used))
  if (length(used) > 2) {
    found <- mantelhaen.test(table(long$time, long$category, long$person), correct = FALSE)
    cat(sprintf("%s,%s,stuart_maxwell,%.12g,%d,%.12g\n", name, flat, found$statistic,
                found$parameter, found$p.value))
  } else {
    two <- counts[used, used]
    found <- mcnemar.test(two, correct = FALSE)
    exact <- binom.test(two[1, 2], two[1, 2] + two[2, 1])
    cat(sprintf("%s,%s,mcnemar,%.12g,1,%.12g\n", name, flat, found$statistic, found$p.value))
    cat(sprintf("%s,%s,mcnemar_exact,,,%.12g\n", name, flat, exact$p.value))
  }
}
