"""Plan, observe, record, judge, combine: what turns a declaration and a profile into a report."""
