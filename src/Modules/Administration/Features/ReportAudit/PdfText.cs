using System.Globalization;
using System.Text;

namespace Carewright.Administration.Features;

/// <summary>
/// A PDF 1.7 document (ISO 32000-1) of plain text: A4, the standard fonts Helvetica and Courier, which every reader has, so that nothing is embedded and no font of the machine is needed. Letters
/// beyond Windows-1252 are written as question marks.
/// </summary>
internal sealed class PdfText
{
    private const int LinesPerPage = 66;
    private readonly List<(string Text, Style Style)> _lines = [];

    /// <summary>How a line looks.</summary>
    public enum Style
    {
        /// <summary>The document's title.</summary>
        Title,

        /// <summary>A heading.</summary>
        Heading,

        /// <summary>Text.</summary>
        Text,

        /// <summary>Rows of a table, in columns of equal letters.</summary>
        Row,
    }

    /// <summary>Adds a line.</summary>
    public void Add(string text, Style style = Style.Text) => _lines.Add((text, style));

    /// <summary>Adds text in as many lines as it needs.</summary>
    public void AddWrapped(string text, Style style, int width)
    {
        foreach (var line in Wrap(text, width))
            Add(line, style);
    }

    /// <summary>The document with room for a signature: see <see cref="PdfSignature"/>.</summary>
    /// <param name="title">Title of the document's properties.</param>
    /// <param name="at">When it was made.</param>
    /// <param name="signer">Name of who signs.</param>
    public byte[] Build(string title, DateTimeOffset at, string signer)
    {
        var pages = _lines.Chunk(LinesPerPage).ToArray();
        var file = new PdfFile();
        var kids = string.Join(' ', Enumerable.Range(0, pages.Length).Select(page => $"{FirstPage + (2 * page)} 0 R"));
        file.Add(1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [ 6 0 R ] >> >>");
        file.Add(2, $"<< /Type /Pages /Count {pages.Length} /Kids [ {kids} ] >>");
        file.Add(3, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        file.Add(4, "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>");
        file.Add(5, $"<< /Title {Literal(title)} /Producer (Carewright) /CreationDate {Date(at)} >>");
        file.Add(6, $"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /F 132 /Rect [ 0 0 0 0 ] /P {FirstPage} 0 R /V 7 0 R >>");
        file.Add(7, PdfSignature.Dictionary(Literal(signer), Date(at)));
        for (var page = 0; page < pages.Length; page++)
        {
            var number = FirstPage + (2 * page);
            var annotations = page == 0 ? " /Annots [ 6 0 R ]" : "";
            file.Add(number, $"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {number + 1} 0 R{annotations} >>");
            var content = Content(pages[page], page + 1, pages.Length);
            file.Add(number + 1, $"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        }
        return file.Finish();
    }

    private const int FirstPage = 8;

    private static string Content((string Text, Style Style)[] lines, int page, int pages)
    {
        var text = new StringBuilder("BT\n50 800 Td\n11.5 TL\n");
        foreach (var (line, style) in lines)
        {
            var (font, size) = style switch { Style.Title => ("F1", "15"), Style.Heading => ("F1", "11"), Style.Text => ("F1", "9"), _ => ("F2", "6.5") };
            text.Append(CultureInfo.InvariantCulture, $"/{font} {size} Tf\n{Literal(line)} Tj\nT*\n");
        }
        return text.Append(CultureInfo.InvariantCulture, $"ET\nBT\n/F1 8 Tf\n500 25 Td\n({page} / {pages}) Tj\nET").ToString();
    }

    private static string Literal(string text)
    {
        var literal = new StringBuilder("(");
        foreach (var character in text)
        {
            if (character is '(' or ')' or '\\')
                literal.Append('\\').Append(character);
            else
                literal.Append(character is >= ' ' and <= '~' ? character.ToString() : character is >= '\u00A0' and <= '\u00FF' ? string.Create(CultureInfo.InvariantCulture, $"\\{Convert.ToString(character, 8)}") : "?");
        }
        return literal.Append(')').ToString();
    }

    private static string Date(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"(D:{at.UtcDateTime:yyyyMMddHHmmss}Z)");

    private static IEnumerable<string> Wrap(string text, int width)
    {
        while (text.Length > width)
        {
            var cut = text.LastIndexOf(' ', width);
            cut = cut < width / 2 ? width : cut;
            yield return text[..cut];
            text = text[cut..].TrimStart();
        }
        yield return text;
    }
}

/// <summary>Objects, cross-reference table and trailer of a PDF file. All of it is ASCII, so that a character is a byte.</summary>
internal sealed class PdfFile
{
    private readonly StringBuilder _file = new("%PDF-1.7\n");
    private readonly SortedDictionary<int, int> _places = [];

    /// <summary>Adds an object.</summary>
    public void Add(int number, string body)
    {
        _places[number] = _file.Length;
        _file.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n{body}\nendobj\n");
    }

    /// <summary>The file.</summary>
    public byte[] Finish()
    {
        var table = _file.Length;
        _file.Append(CultureInfo.InvariantCulture, $"xref\n0 {_places.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in _places.Values)
            _file.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        _file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {_places.Count + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(_file.ToString());
    }
}
