"""What the files of Office since 2007 share: charts, diagrams and formulas."""
