"""Every registry found, judged by its own folder: what facts.csv says is printed, what expected.json says was read before."""
