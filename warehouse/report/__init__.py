"""The page to look at: one self-contained HTML file of the published warehouse, made by `write_report` in
`warehouse.report.report_file`."""
