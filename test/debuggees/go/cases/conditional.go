package main

func init() { cases["conditional"] = func() { conditional(false) } }

func conditional(on bool) {
	if on {
		defer a()
	}
	defer b()
	pass() // stop
}

/* want
Goroutine 1 · main.conditional
  conditional  :10
    1 b()  :9  calls main.b
*/
