package theme

import (
	"fmt"
	"math"
	"strconv"
	"testing"
)

// backgrounds are those of light and of dark terminals: the common ones and the extremes.
func backgrounds(theme string) []string {
	if theme == "light" {
		return []string{"#FFFFFF", "#FAF8F5", "#F2F2F2"}
	}
	return []string{"#000000", "#1E1E1E", "#282C34"}
}

// linear returns the linear-light components of a colour, 0 to 1 (IEC 61966-2-1).
func linear(t *testing.T, hex string) [3]float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil || len(hex) != 7 {
		t.Fatalf("%q is no colour", hex)
	}
	var out [3]float64
	for i := range out {
		v := float64(n>>(16-8*i)&0xff) / 255
		if v <= 0.04045 {
			out[i] = v / 12.92
		} else {
			out[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return out
}

// contrast returns the ratio of WCAG 2.2, section 1.4.3. Text must have 4.5.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	lum := func(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] + 0.05 }
	x, y := lum(linear(t, a)), lum(linear(t, b))
	return max(x, y) / min(x, y)
}

func TestEveryColourCanBeReadOnItsBackground(t *testing.T) {
	const text = 4.5
	for name, p := range palettes() {
		if name == basic {
			continue // colours without a value
		}
		on := backgrounds(name)
		if p.selected != "" {
			on = append(on, p.selected)
		}
		for tok, hex := range p.colours {
			for _, bg := range on {
				if c := contrast(t, hex, bg); c < text {
					t.Errorf("%s: token %d, %s on %s, has contrast %.2f, less than %.1f", name, tok, hex, bg, c, text)
				}
			}
		}
	}
}

func TestTheMeasureOfContrastIsTheStandards(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want float64
	}{{"#000000", "#FFFFFF", 21}, {"#777777", "#FFFFFF", 4.48}, {"#FFFFFF", "#FFFFFF", 1}} {
		if got := contrast(t, tt.a, tt.b); math.Abs(got-tt.want) > 0.01 {
			t.Errorf("%s on %s: %.3f, want %.2f", tt.a, tt.b, got, tt.want)
		}
	}
}

// deficiencies are the matrices of Machado, Oliveira and Fernandes (2009) at full severity, over linear light.
func deficiencies() map[string][3][3]float64 {
	return map[string][3][3]float64{
		"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
		"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
		"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
	}
}

// lab is CIE L*a*b* under D65, of linear light.
func lab(c [3]float64) [3]float64 {
	f := func(v float64) float64 {
		if v > 216.0/24389 {
			return math.Cbrt(v)
		}
		return (24389.0/27*v + 16) / 116
	}
	x := f((0.4124564*c[0] + 0.3575761*c[1] + 0.1804375*c[2]) / 0.95047)
	y := f(0.2126729*c[0] + 0.7151522*c[1] + 0.0721750*c[2])
	z := f((0.0193339*c[0] + 0.1191920*c[1] + 0.9503041*c[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func TestVerdictsStayApartForColourBlindEyes(t *testing.T) {
	const apart = 20 // CIE76; below 10 two colours are taken for one another at a glance
	for name, p := range palettes() {
		if len(p.colours) == 0 || name == basic {
			continue
		}
		for eyes, m := range deficiencies() {
			see := func(tok Token) [3]float64 {
				c, out := linear(t, p.colours[tok]), [3]float64{}
				for i := range out {
					out[i] = min(max(m[i][0]*c[0]+m[i][1]*c[1]+m[i][2]*c[2], 0), 1)
				}
				return lab(out)
			}
			for _, pair := range [][2]Token{{Must, Should}, {Must, Okay}, {Should, Okay}} {
				a, b := see(pair[0]), see(pair[1])
				d := math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
				t.Log(name, eyes, fmt.Sprintf("%d/%d %.0f", pair[0], pair[1], d))
				if d < apart {
					t.Errorf("%s, %s: tokens %d and %d are %.1f apart, less than %d", name, eyes, pair[0], pair[1], d, apart)
				}
			}
		}
	}
}
