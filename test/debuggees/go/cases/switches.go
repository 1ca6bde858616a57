package main

func init() { cases["switches"] = switches }

func switches() {
	ch := make(chan int, 1)
	ch <- 3
	var v any = &R{"typed", 1}
	switch v := v.(type) {
	case *R:
		defer v.Close()
		defer use(v.Name)
	case string:
		defer use(v)
	}
	select {
	case n := <-ch:
		defer use("received", n)
	default:
		defer use("nothing")
	}
	switch n := 2; {
	case n > 1:
		defer use("n", n)
		fallthrough
	case n > 5:
		defer use("fallen", n)
	}
	pass() // stop
}

/* want
Goroutine 1 · main.switches
  switches  :29
    1 use("fallen", 2)  :27  calls main.use
        _ any(string) = "fallen" (literal)
        n any(int) = 2 (value)
    2 use("n", 2)  :24  calls main.use
        _ any(string) = "n" (literal)
        n any(int) = 2 (value)
    3 use("received", 3)  :18  calls main.use
        _ any(string) = "received" (literal)
        n any(int) = 3 (value)
    4 use("typed")  :12  calls main.use
        v.Name any(string) = "typed" (value)
    5 v.Close()  :11  calls main.(*R).Close
        v *main.R = &{Name: "typed", ID: 1} (value)
*/
