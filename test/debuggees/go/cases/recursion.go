package main

func init() { cases["recursion"] = func() { recurse(2) } }

func recurse(n int) {
	defer use(n)
	if n > 0 {
		recurse(n - 1)
		return
	}
	pass() // stop
}

/* want
Goroutine 1 · main.recurse
  recurse  :11
    1 use(0)  :6  calls main.use
        n any(int) = 0 (value)
  recurse  :8
    2 use(1)  :6  calls main.use
        n any(int) = 1 (value)
  recurse  :8
    3 use(2)  :6  calls main.use
        n any(int) = 2 (value)
*/
