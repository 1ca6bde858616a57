package main

func init() { cases["loop"] = loop }

func loop() {
	for i := 0; i < 2; i++ {
		defer func(k int) { use(k) }(i)
	}
	pass() // stop
}

/* want
Goroutine 1 · main.loop
  loop  :9
    1 func(k int) { … }(1)  :7  calls main.loop.func1
        k int = 1 (value)
    2 func(k int) { … }(0)  :7  calls main.loop.func1
        k int = 0 (value)
*/
