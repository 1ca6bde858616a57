package main

func init() { cases["shadowed_names"] = shadowedNames }

func shadowedNames() {
	x := 1
	defer use(x)
	{
		x := "inner"
		defer use(x)
		defer func() { use(x) }()
	}
	if x := 2.5; x > 2 {
		defer use(x)
	}
	pass() // stop
}

/* want
Goroutine 1 · main.shadowedNames
  shadowedNames  :16
    1 use(2.5)  :14  calls main.use
        x any(float64) = 2.5 (value)
    2 func() { use(x) }()  :11  calls main.shadowedNames.func1
        x string = "inner" (value)
    3 use("inner")  :10  calls main.use
        x any(string) = "inner" (value)
    4 use(1)  :7  calls main.use
        x any(int) = 1 (value)
*/
