using System.Text.RegularExpressions;
using System.Xml;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Storing;

namespace Carewright.Terminology.Loading;

/// <summary>
/// The tabular list of ICD-10-CM in XML: chapters and sections become groupers, inclusion terms further texts, notes properties. Without an order file the codes come from here too, with the
/// seventh characters that a category defines filled in. Read forward only.
/// </summary>
internal sealed partial class TabularList(DistributionFile file, ITermLoad load, LoadLog log, bool addsCodes)
{
    private const int Length = 6;

    internal void Read()
    {
        try
        {
            using var xml = XmlReader.Create(file.Open(), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = true, IgnoreComments = true, CloseInput = true });
            while (xml.Read())
            {
                if (xml is { NodeType: XmlNodeType.Element, Name: "chapter" })
                    Chapter(xml.ReadSubtree());
            }
        }
        catch (XmlException broken)
        {
            log.Error("LOAD-TABULAR-XML", $"The tabular list is not well formed: {broken.Message}", file, broken.LineNumber);
        }
    }

    private void Chapter(XmlReader xml)
    {
        var key = -1;
        xml.Read();
        while (Next(xml))
        {
            switch (xml.Name)
            {
                case "desc":
                    key = Grouper(xml.ReadElementContentAsString());
                    break;
                case "section":
                    Section(xml, key);
                    break;
                default:
                    xml.Skip();
                    break;
            }
        }
    }

    // "Certain infectious and parasitic diseases (A00-B99)": the range is the grouper's code.
    private int Grouper(string description)
    {
        var range = Range().Match(description);
        return range.Success ? load.Add(range.Groups["range"].Value, description[..range.Index].Trim(), ConceptTraits.Abstract) : -1;
    }

    private void Section(XmlReader xml, int chapter)
    {
        var id = xml.GetAttribute("id") ?? "";
        var section = -1;
        using var inner = xml.ReadSubtree();
        inner.Read();
        while (Next(inner))
        {
            switch (inner.Name)
            {
                case "desc":
                    var description = Range().Replace(inner.ReadElementContentAsString(), "").Trim();
                    section = id.Length > 0 ? load.Add(id, description, ConceptTraits.Abstract) : chapter;
                    if (chapter >= 0 && section != chapter)
                        load.AddParent(section, chapter);
                    break;
                case "diag":
                    Diagnosis(inner, section, []);
                    break;
                default:
                    inner.Skip();
                    break;
            }
        }
        xml.Skip();
    }

    private void Diagnosis(XmlReader xml, int parent, IReadOnlyList<(string Character, string Text)> sevenths)
    {
        var line = (xml as IXmlLineInfo)?.LineNumber ?? 0;
        log.Row(file);
        var (code, display, key, hasChildren) = ("", "", -1, false);
        using var inner = xml.ReadSubtree();
        inner.Read();
        while (Next(inner))
        {
            switch (inner.Name)
            {
                case "name":
                    code = inner.ReadElementContentAsString().Trim();
                    break;
                case "desc":
                    display = inner.ReadElementContentAsString().Trim();
                    key = Concept(code, display, parent, line);
                    break;
                case "inclusionTerm":
                    Notes(inner, note => Text(key, note));
                    break;
                case "sevenChrDef":
                    sevenths = Sevenths(inner);
                    break;
                case "diag":
                    hasChildren = true;
                    Diagnosis(inner, key, sevenths);
                    break;
                case "sevenChrNote":
                    inner.Skip();
                    break;
                default:
                    var kind = inner.Name;
                    Notes(inner, note => Note(key, kind, note));
                    break;
            }
        }
        if (addsCodes && !hasChildren && key >= 0)
            Extend(key, code, display, sevenths);
        xml.Skip();
    }

    private int Concept(string code, string display, int parent, int line)
    {
        if (code.Length < 3)
        {
            log.Error("LOAD-TABULAR-CODE", "A diagnosis has no code.", file, line);
            return -1;
        }
        var key = addsCodes ? load.Add(code, display) : load.Find(code);
        // The order file has told what is below what among codes; the sections are known only here.
        if (key >= 0 && parent >= 0 && (addsCodes || code.Length == 3))
            load.AddParent(key, parent);
        return key;
    }

    private void Extend(int key, string code, string display, IReadOnlyList<(string Character, string Text)> sevenths)
    {
        var plain = code.Replace(".", "", StringComparison.Ordinal);
        if (sevenths.Count == 0 || plain.Length > Length)
            return;
        foreach (var (character, text) in sevenths)
            load.AddParent(load.Add(Icd10CmLoader.Dotted(plain.PadRight(Length, 'X') + character), $"{display}, {text}"), key);
    }

    private void Text(int key, string text)
    {
        if (key >= 0)
            load.AddDesignation(key, new Designation("en", new TermCoding(null, "inclusion", "Inclusion term"), text));
    }

    private void Note(int key, string kind, string text)
    {
        if (key >= 0)
            load.AddProperty(key, new ConceptProperty("note", PropertyKind.String, $"{kind}: {text}"));
    }

    private static List<(string, string)> Sevenths(XmlReader xml)
    {
        var sevenths = new List<(string, string)>();
        using (var inner = xml.ReadSubtree())
        {
            inner.Read();
            while (Next(inner))
            {
                if (inner.Name == "extension" && inner.GetAttribute("char") is { Length: 1 } character)
                    sevenths.Add((character, inner.ReadElementContentAsString().Trim()));
                else
                    inner.Skip();
            }
        }
        xml.Skip();
        return sevenths;
    }

    private static void Notes(XmlReader xml, Action<string> take)
    {
        using (var inner = xml.ReadSubtree())
        {
            inner.Read();
            while (Next(inner))
            {
                if (inner.Name == "note")
                    take(inner.ReadElementContentAsString().Trim());
                else
                    inner.Skip();
            }
        }
        xml.Skip();
    }

    // Stands on the next element inside; reading its content or skipping it moves on.
    private static bool Next(XmlReader xml)
    {
        if (xml.ReadState == ReadState.Interactive && xml is { NodeType: XmlNodeType.Element, Depth: 0 })
            xml.Read();
        while (!xml.EOF && xml.NodeType != XmlNodeType.Element)
        {
            if (!xml.Read())
                return false;
        }
        return !xml.EOF;
    }

    [GeneratedRegex(@"\s*\((?<range>[A-Z][0-9A-Z]{2}-[A-Z][0-9A-Z]{2})\)\s*$")]
    private static partial Regex Range();
}
