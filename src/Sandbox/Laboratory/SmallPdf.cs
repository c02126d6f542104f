using System.Globalization;
using System.Text;

namespace Carewright.Sandbox.Laboratory;

/// <summary>Writes a PDF of one page of lines (PDF 1.4, Helvetica, A4).</summary>
internal static class SmallPdf
{
    private const int MostLines = 48;

    /// <summary>The document; lines beyond the page are left out, and what is not ASCII becomes a question mark.</summary>
    public static byte[] Of(IEnumerable<string> lines)
    {
        var text = string.Join('\n', lines.Take(MostLines).Select(line => $"({Escape(line)}) Tj T*"));
        var content = $"BT /F1 10 Tf 14 TL 50 790 Td\n{text}\nET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {Number(content.Length)} >>\nstream\n{content}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ];
        return Write(objects);
    }

    private static byte[] Write(string[] objects)
    {
        var document = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            places.Add(document.Length);
            document.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }
        var table = document.Length;
        document.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
            document.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        document.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(document.ToString());
    }

    private static string Escape(string line)
    {
        var escaped = new StringBuilder();
        foreach (var letter in line)
            escaped.Append(letter is '(' or ')' or '\\' ? $"\\{letter}" : letter is >= ' ' and < (char)0x7F ? letter : '?');
        return escaped.ToString();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
