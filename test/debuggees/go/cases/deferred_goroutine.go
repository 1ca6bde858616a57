package main

func init() { cases["deferred_goroutine"] = deferredGoroutine }

func deferredGoroutine() {
	done := make(chan bool)
	defer func() { <-done }()
	defer func() {
		x := 5
		go func(n int) {
			defer close(done)
			defer use("in goroutine", n)
			pass() // stop
		}(x)
	}()
}

/* want
Goroutine N · main.deferredGoroutine.func2.1
  deferredGoroutine.func2.1  :13
    1 use("in goroutine", 5)  :12  calls main.use
        _ any(string) = "in goroutine" (literal)
        n any(int) = 5 (value)
    2 close(done)  :11  calls close
        done chan bool = 0/0 (value)
*/
