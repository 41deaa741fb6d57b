"""What measures. Nothing here is a test; numbers and commands stand in docs/benchmarks.md."""
