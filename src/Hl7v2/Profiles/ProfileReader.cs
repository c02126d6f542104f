using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Carewright.Kernel;

namespace Carewright.Hl7v2.Profiles;

/// <summary>Reads the XML of a profile (HL7 v2.5 ch. 2.12.9, HL7 v2.8 ch. 2B.9): <c>HL7v2xConformanceProfile</c> with one <c>HL7v2xStaticDef</c>.</summary>
internal sealed class ProfileReader
{
    private const string Spec = "HL7 v2.8 ch. 2B.9";
    private const int MostCharacters = 16 * 1024 * 1024;
    private const int Deepest = 32;
    private readonly List<Issue> _issues = [];

    internal static (ConformanceProfile? Profile, IReadOnlyList<Issue> Issues) Read(ReadOnlyMemory<byte> xml)
    {
        var reader = new ProfileReader();
        var profile = reader.ReadFile(xml);
        return (reader._issues.Exists(issue => issue.IsError) ? null : profile, reader._issues);
    }

    private ConformanceProfile? ReadFile(ReadOnlyMemory<byte> xml)
    {
        XDocument document;
        try
        {
            using var stream = new MemoryStream(xml.ToArray());
            using var text = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostCharacters });
            document = XDocument.Load(text, LoadOptions.SetLineInfo);
        }
        catch (XmlException broken)
        {
            _issues.Add(new Issue(IssueSeverity.Error, IssueTypes.Structure, "V2-PROFILE-XML", "The file is no XML, or has a document type.", null, Spec, broken.LineNumber > 0 ? broken.LineNumber : null, broken.LineNumber > 0 ? broken.LinePosition : null));
            return null;
        }
        if (document.Root is not { } root || Name(root) != "HL7v2xConformanceProfile" || root.Elements().FirstOrDefault(child => Name(child) == "HL7v2xStaticDef") is not { } definition)
        {
            _issues.Add(Issue.Error(IssueTypes.Structure, "V2-PROFILE-ROOT", "A profile is an HL7v2xConformanceProfile with an HL7v2xStaticDef.", null, Spec));
            return null;
        }
        var parts = Parts(definition, 0);
        if (parts.Count == 0 || parts[0].Name != "MSH")
            Wrong(definition, "V2-PROFILE-MSH", "The first segment of a message is MSH.");
        var (type, trigger) = (Text(definition, "MsgType"), Text(definition, "EventType"));
        if (type.Length == 0)
            Wrong(definition, "V2-PROFILE-TYPE", "A static definition names its message type (MsgType).");
        var structure = Text(definition, "MsgStructID");
        var name = new[] { definition, root }.SelectMany(element => element.Elements().Where(child => Name(child) == "MetaData")).Select(data => Text(data, "Name")).FirstOrDefault(text => text.Length > 0) ?? "";
        return new ConformanceProfile(name, type, trigger, structure.Length > 0 ? structure : $"{type}_{trigger}", parts);
    }

    private List<ProfilePart> Parts(XElement parent, int depth)
    {
        var parts = new List<ProfilePart>();
        foreach (var element in parent.Elements())
        {
            if (Name(element) == "Segment")
                parts.Add(new ProfilePart(Text(element, "Name"), OccursOf(element), Items(element, "Field"), []));
            else if (Name(element) == "SegGroup" && depth < Deepest)
                AddGroup(element, depth, parts);
            else if (Name(element) == "SegGroup")
                Wrong(element, "V2-PROFILE-DEEP", $"Groups stand at most {Deepest} deep.");
        }
        return parts;
    }

    private void AddGroup(XElement element, int depth, List<ProfilePart> parts)
    {
        var inner = Parts(element, depth + 1);
        if (inner.Count == 0)
            Wrong(element, "V2-PROFILE-GROUP", "A group has segments.");
        else
            parts.Add(new ProfilePart(Text(element, "Name"), OccursOf(element), [], inner));
    }

    private List<ProfileItem> Items(XElement parent, string kind)
    {
        var below = kind switch { "Field" => "Component", "Component" => "SubComponent", _ => null };
        return [.. parent.Elements().Where(child => Name(child) == kind).Select((element, place) => new ProfileItem(place + 1, Text(element, "Name"), OccursOf(element))
        {
            Length = LengthOf(element),
            Constant = Text(element, "ConstantValue") is { Length: > 0 } constant ? constant : null,
            Items = below is null ? [] : Items(element, below),
        })];
    }

    private Occurrence OccursOf(XElement element)
    {
        if (Name(element) is "Segment" or "SegGroup" && Text(element, "Name").Length == 0)
            Wrong(element, "V2-PROFILE-NAME", "A segment and a group have a name.");
        var most = Text(element, "Max") is { Length: > 0 } text && text != "*" ? Number(element, "Max") : null;
        return new Occurrence(UsageOf(element), Number(element, "Min") ?? 0, Name(element) is "Component" or "SubComponent" ? 1 : most);
    }

    private Usage UsageOf(XElement element)
    {
        var word = Text(element, "Usage");
        switch (word)
        {
            case "R": return Usage.Required;
            case "RE": return Usage.RequiredOrEmpty;
            case "O" or "B" or "": return Usage.Optional;
            case "X" or "W": return Usage.NotSupported;
            case "C" or "CE": return Usage.Conditional;
        }
        if (word.StartsWith("C(", StringComparison.Ordinal))
            return Usage.Conditional;
        Wrong(element, "V2-PROFILE-USAGE", "Usages are R, RE, O, C, CE, C(a/b), B, X and W.");
        return Usage.Optional;
    }

    // One number, or two: 1..20. A length that may be cut off (20#, 20=) is as long.
    private (int? Least, int? Most) LengthOf(XElement element)
    {
        if (Text(element, "Length").TrimEnd('#', '=') is { Length: > 0 } text)
        {
            var ends = text.Split("..");
            var numbers = ends.Select(end => int.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null).ToList();
            if (numbers.Count > 2 || numbers[^1] is null && ends[^1] != "*" || numbers[0] is null)
                Wrong(element, "V2-PROFILE-LENGTH-TEXT", "A length is a number, or two with dots between: 1..20.");
            return numbers.Count == 2 ? (numbers[0], numbers[1]) : (null, numbers[0]);
        }
        return (Number(element, "MinLength"), Text(element, "MaxLength") == "*" ? null : Number(element, "MaxLength"));
    }

    private int? Number(XElement element, string attribute)
    {
        if (Text(element, attribute) is not { Length: > 0 } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        Wrong(element, "V2-PROFILE-NUMBER", $"{attribute} is a number.");
        return null;
    }

    private void Wrong(XElement element, string code, string message)
    {
        IXmlLineInfo line = element;
        _issues.Add(new Issue(IssueSeverity.Error, IssueTypes.Value, code, message, Text(element, "Name") is { Length: > 0 } name ? $"{Name(element)} {name}" : Name(element), Spec, line.LineNumber, line.LinePosition));
    }

    private static string Name(XElement element) => element.Name.LocalName;

    private static string Text(XElement element, string attribute) => element.Attribute(attribute)?.Value.Trim() ?? "";
}
