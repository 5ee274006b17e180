package page

import "strings"

// A figure is a drawing of boxes and lines, laid out for a narrow screen; it
// grows with the room there is.
type figure struct {
	Width, Height int
	Boxes         []box
	Lines         []line
}

// box is a party in a drawing.
type box struct {
	X, Y, W, H int // left, top
	Lines      []textLine
	Kind       string // speaker, giver, receiver, between
	Party      *Party
}

type textLine struct {
	X, Y int
	Text string
}

// line leads from one box to another.
type line struct {
	X1, Y1, X2, Y2 int
	Arrow          bool
	Label          *Bounds // a share
	Text           []textLine
	LabelX, LabelY int
}

// Measures of a drawing.
const (
	figureWidth = 400
	boxWidth    = 168
	boxHeight   = 44
	rowHeight   = 96
)

// drawConflict shows how what moved between two companies stands to what the
// speaker holds of either: the largest route to each, the giver left, the
// receiver right. What moved stands below the arrow.
func drawConflict(c Conflict, moved string) figure {
	left, right := mainRoute(c.Given, c.From), mainRoute(c.Got, c.To)
	depth := max(len(left), len(right))
	f := figure{Width: figureWidth, Height: depth*rowHeight + boxHeight + 52}
	top := newBox(figureWidth/2, 4, c.Speaker, "speaker")
	f.Boxes = append(f.Boxes, top)
	ends := [2]box{}
	for side, route := range [][]RouteStep{left, right} {
		x := []int{boxWidth/2 + 4, figureWidth - boxWidth/2 - 4}[side]
		from := top
		for i, step := range route {
			kind := "between"
			row := i + 1
			if i == len(route)-1 {
				kind, row = []string{"giver", "receiver"}[side], depth
			}
			to := newBox(x, 4+row*rowHeight, *step.Company, kind)
			l := line{X1: from.X + from.W/2, Y1: from.Y + from.H, X2: to.X + to.W/2, Y2: to.Y}
			if i == 0 {
				l.X1 = []int{figureWidth/2 - 40, figureWidth/2 + 40}[side]
			}
			if step.Holder != nil || len(step.Members) > 0 {
				share := step.Share
				l.Label, l.LabelX, l.LabelY = &share, (l.X1+l.X2)/2, (l.Y1+l.Y2)/2+4
			}
			f.Lines, f.Boxes = append(f.Lines, l), append(f.Boxes, to)
			from = to
		}
		ends[side] = from
	}
	y := ends[0].Y + boxHeight/2
	arrow := line{X1: ends[0].X + boxWidth, Y1: y, X2: ends[1].X, Y2: y, Arrow: true}
	for i, row := range wrap(moved, 44, 2) {
		arrow.Text = append(arrow.Text, textLine{X: figureWidth / 2, Y: y + boxHeight/2 + 24 + i*18, Text: row})
	}
	f.Lines = append(f.Lines, arrow)
	return f
}

// mainRoute is the largest route of the likeliest reading. Where no share is
// on record the company is led to without any.
func mainRoute(o Ownership, company Party) []RouteStep {
	if len(o.Readings) > 0 && len(o.Readings[0].Routes) > 0 {
		steps := o.Readings[0].Routes[0].Steps
		known := true
		for _, s := range steps {
			known = known && s.Company != nil
		}
		if known && len(steps) > 0 {
			return steps
		}
	}
	return []RouteStep{{Company: &company}}
}

func newBox(middle, top int, p Party, kind string) box {
	b := box{X: middle - boxWidth/2, Y: top, W: boxWidth, H: boxHeight, Kind: kind, Party: &p}
	rows := wrap(p.Name, 22, 2)
	for i, row := range rows {
		b.Lines = append(b.Lines, textLine{X: middle, Y: top + boxHeight/2 + 5 + i*17 - (len(rows)-1)*8, Text: row})
	}
	return b
}

// wrap breaks a text at words into at most so many lines.
func wrap(text string, width, most int) []string {
	var lines []string
	for _, word := range strings.Fields(text) {
		last := len(lines) - 1
		switch {
		case last >= 0 && len([]rune(lines[last]))+1+len([]rune(word)) <= width:
			lines[last] += " " + word
		case last+1 < most:
			lines = append(lines, word)
		default:
			lines[last] = Shorten(lines[last]+" "+word, width)
			return lines
		}
	}
	return lines
}
