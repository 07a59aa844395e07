package scan

import (
	"errors"
	"math"
	"strconv"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Fen is an amount of money in fen. The platform writes it in yuan: 25022 as 250.22.
type Fen int64

// MarshalJSON writes the amount in yuan.
func (f Fen) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(f)/100, 'f', -1, 64), nil
}

// maxYuan is far beyond any price, and so small that every fen below it has a float64 of its own.
const maxYuan = 1e12

// UnmarshalJSON reads an amount in yuan, as a number or a string, and rounds it to whole fen. An empty string and null
// are read as 0.
func (f *Fen) UnmarshalJSON(raw []byte) error {
	text := string(endpoint.Scalar(raw))
	if text == "" || text == "null" {
		*f = 0
		return nil
	}
	yuan, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(yuan) || math.Abs(yuan) > maxYuan {
		return errNoAmount
	}
	*f = Fen(math.Round(yuan * 100))
	return nil
}

var errNoAmount = errors.New("scan: want an amount of money in yuan, such as 250.22")
