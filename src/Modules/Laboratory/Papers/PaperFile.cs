using System.Globalization;
using System.Text;

namespace Carewright.Laboratory.Papers;

/// <summary>A PDF 1.7 file (ISO 32000-1) of drawn pages, in the standard fonts, so that nothing is embedded and no font of the machine is needed.</summary>
internal static class PaperFile
{
    private const int FirstPage = 5;

    /// <summary>The file, which is ASCII throughout.</summary>
    internal static byte[] Build(IReadOnlyList<PaperPage> pages)
    {
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Count {Number(pages.Count)} /Kids [ {string.Join(' ', Enumerable.Range(0, pages.Count).Select(page => $"{Number(FirstPage + (2 * page))} 0 R"))} ] >>",
            Font("Helvetica"),
            Font("Helvetica-Bold"),
        };
        foreach (var page in pages)
        {
            objects.Add(string.Create(CultureInfo.InvariantCulture, $"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 {page.Width:0.##} {page.Height:0.##} ] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {objects.Count + 2} 0 R >>"));
            objects.Add($"<< /Length {Number(page.Drawing.Length)} >>\nstream\n{page.Drawing}\nendstream");
        }
        return Write(objects);
    }

    private static byte[] Write(List<string> objects)
    {
        var (file, places) = (new StringBuilder("%PDF-1.7\n"), new List<int>(objects.Count));
        for (var i = 0; i < objects.Count; i++)
        {
            places.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }
        var table = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
            file.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(file.ToString());
    }

    private static string Font(string name) => $"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
