package main

func init() { cases["builtins"] = builtins }

func builtins() {
	ch := make(chan int, 2)
	ch <- 5
	m := map[string]int{"a": 1}
	s := []int{1, 2}
	n := 7
	defer close(ch)
	defer delete(m, "a")
	defer println("p", n)
	defer print(n)
	defer copy(s, []int{9})
	defer clear(m)
	defer recover()
	defer panic(n)
	pass() // stop
	recover()
}

/* want
Goroutine 1 · main.builtins
  builtins  :19
    1 panic(7)  :18  calls panic
        n any(int) = 7 (value)
    2 recover()  :17  calls recover
    3 clear(m)  :16  calls clear
        m map[string]int = ["a": 1] (value)
    4 copy(s, []int{9})  :15  calls copy
        s []int = [1,2] (value)
        _  = []int{9} (literal)
    5 print(7)  :14  calls print
        n int = 7 (value)
    6 println("p", 7)  :13  calls println
        _  = "p" (literal)
        n int = 7 (value)
    7 delete(m, "a")  :12  calls delete
        m map[string]int = ["a": 1] (value)
        _  = "a" (literal)
    8 close(ch)  :11  calls close
        ch chan int = 1/2 (value)
*/
