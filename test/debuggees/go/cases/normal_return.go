package main

func init() { cases["normal_return"] = normalReturn }

func normalReturn() {
	defer use("n1")
	defer func() {
		defer use("inner1")
		pass() // stop
	}()
	defer use("n3")
}

/* want
Goroutine 1 · main.normalReturn.func1
  normalReturn.func1  :9
    1 use("inner1")  :8  calls main.use
        _ any(string) = "inner1" (literal)
  normalReturn  :12
    now func() { … }()  :7  calls main.normalReturn.func1
    2 use("n1")  :6  calls main.use
        _ any(string) = "n1" (literal)
*/
