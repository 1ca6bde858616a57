package main

import "os"

var early = first()

func first() int {
	if len(os.Args) > 1 && os.Args[1] == "in_init" {
		defer use("package variable")
		pass() // stop variable
	}
	return 1
}

func init() {
	cases["in_init"] = func() {}
	if len(os.Args) > 1 && os.Args[1] == "in_init" {
		defer use("init", early)
		pass() // stop
	}
}

/* want variable
Goroutine 1 · main.first
  first  :10
    1 use("package variable")  :9  calls main.use
        _ any(string) = "package variable" (literal)
*/

/* want
Goroutine 1 · main.init.N
  init.N  :19
    1 use("init", 1)  :18  calls main.use
        _ any(string) = "init" (literal)
        early any(int) = 1 (value)
*/
