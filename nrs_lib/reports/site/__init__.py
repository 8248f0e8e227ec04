"""The edition site: one folder of pages and releases that is read from a file share."""
