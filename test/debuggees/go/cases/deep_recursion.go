package main

func init() { cases["deep_recursion"] = deepRecursion }

func deepRecursion() {
	defer use("outermost")
	deeper(3000)
}

func deeper(n int) int {
	if n == 0 {
		defer use("innermost")
		pass() // stop
		return 0
	}
	return deeper(n-1) + 1
}

/* want
Goroutine 1 · main.deeper
  deeper  :13
    1 use("innermost")  :12  calls main.use
        _ any(string) = "innermost" (literal)
  deepRecursion  :7
    2 use("outermost")  :6  calls main.use
        _ any(string) = "outermost" (literal)
*/
