package main

func init() { cases["running_named"] = runningNamed }

func tidy() {
	pass() // stop
}

func runningNamed() {
	defer use("first")
	defer tidy()
	defer func() { use() }()
}

/* want
Goroutine 1 · main.tidy
  runningNamed  :13
    now tidy()  :11  calls main.tidy
    1 use("first")  :10  calls main.use
        _ any(string) = "first" (literal)
*/
