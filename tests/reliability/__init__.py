"""What is broken on purpose, to see that nothing is lost. Each test has its control: a weaker setting that must lose."""
