using System.Globalization;
using System.Text;

namespace Carewright.Laboratory.Papers;

/// <summary>How a text looks.</summary>
internal enum Face
{
    /// <summary>Helvetica.</summary>
    Plain,

    /// <summary>Helvetica, bold.</summary>
    Bold,
}

/// <summary>A page that is drawn on. Lengths are in points (1/72 inch), from the upper left corner.</summary>
/// <param name="width">Its width.</param>
/// <param name="height">Its height.</param>
internal sealed class PaperPage(double width, double height)
{
    private readonly StringBuilder _drawing = new();

    internal double Width => width;

    internal double Height => height;

    /// <summary>What was drawn, as the content of a PDF page; ASCII.</summary>
    internal string Drawing => _drawing.ToString();

    /// <summary>Writes a line; what is beyond <paramref name="most"/> is cut, and its last letter becomes an ellipsis.</summary>
    /// <param name="x">Left end.</param>
    /// <param name="y">Base line.</param>
    /// <param name="size">Size of the letters.</param>
    /// <param name="text">The line.</param>
    /// <param name="face">How it looks.</param>
    /// <param name="most">Room for it; none: all the way to the right edge.</param>
    internal void Write(double x, double y, double size, string text, Face face = Face.Plain, double? most = null)
    {
        var fitting = PaperText.Fit(PaperText.Plain(text), face, size, most ?? width - x);
        _drawing.Append(CultureInfo.InvariantCulture, $"BT /{(face == Face.Bold ? "F2" : "F1")} {size:0.##} Tf {x:0.##} {height - y:0.##} Td {PaperText.Literal(fitting)} Tj ET\n");
    }

    /// <summary>Draws a bar code.</summary>
    /// <param name="x">Left end of the first bar; 10 modules to its left stay white.</param>
    /// <param name="y">Upper end.</param>
    /// <param name="module">Width of a module.</param>
    /// <param name="tall">Height of the bars.</param>
    /// <param name="text">What it says.</param>
    internal void Bars(double x, double y, double module, double tall, string text)
    {
        var at = x;
        foreach (var (bars, place) in Code128.Encode(text).Select((bars, place) => (bars, place)))
        {
            if (place % 2 == 0)
                _drawing.Append(CultureInfo.InvariantCulture, $"{at:0.###} {height - y - tall:0.##} {bars * module:0.###} {tall:0.##} re f\n");
            at += bars * module;
        }
    }

    /// <summary>Draws a thin line across.</summary>
    internal void Rule(double x, double y, double length) => _drawing.Append(CultureInfo.InvariantCulture, $"0.5 w {x:0.##} {height - y:0.##} m {x + length:0.##} {height - y:0.##} l S\n");
}
