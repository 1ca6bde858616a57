package main

func init() { cases["running_wrapper"] = runningWrapper }

type worker struct{ name string }

func (w *worker) stop(reason string) {
	pass() // stop
}

func runningWrapper() {
	w := &worker{"w1"}
	reason := "done"
	defer use("first")
	defer w.stop(reason)
}

/* want
Goroutine 1 · main.(*worker).stop
  runningWrapper  :16
    now w.stop("done")  :15  calls main.(*worker).stop
        w *main.worker = &{name: "w1"} (value)
        reason string = "done" (value)
    1 use("first")  :14  calls main.use
        _ any(string) = "first" (literal)
*/
