package main

func init() { cases["labels"] = labels }

func labels() {
	i := 0
again:
	i++
	defer use("again", i)
	if i < 3 {
		goto again
	}
outer:
	for {
		for j := range 3 {
			switch {
			case j == 1:
				defer use("case", j)
			case j == 2:
				break outer
			}
		}
	}
	pass() // stop
}

/* want
Goroutine 1 · main.labels
  labels  :24
    1 use("case", 1)  :18  calls main.use
        _ any(string) = "case" (literal)
        j any(int) = 1 (value)
    2 use("again", 3)  :9  calls main.use
        _ any(string) = "again" (literal)
        i any(int) = 3 (value)
    3 use("again", 2)  :9  calls main.use
        _ any(string) = "again" (literal)
        i any(int) = 2 (value)
    4 use("again", 1)  :9  calls main.use
        _ any(string) = "again" (literal)
        i any(int) = 1 (value)
warning: 3 cleanups pending at labels.go:9: a cleanup that is registered in a loop runs only when its scope ends  :9
*/
