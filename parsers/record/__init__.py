"""From the labels of a page to the record of an operation: values read, personal data withheld, what is left over reported."""
