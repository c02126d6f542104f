using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Carewright.Kernel.Units;
using Carewright.Mapping.Linked;
using Carewright.Mapping.Running;

namespace Carewright.Mapping.Values;

/// <summary>The functions of the language (docs/architecture/mapping.md, "Functions").</summary>
internal static partial class MapFunctions
{
    private static readonly Dictionary<string, (int Least, int Most, MapFunction Function)> s_all = new(StringComparer.Ordinal)
    {
        ["join"] = (2, 12, Join),
        ["lines"] = (1, 1, Lines),
        ["codesystem"] = (1, 2, CodeSystem),
        ["authority"] = (1, 4, Authority),
        ["minted"] = (1, 1, (in Scope scope, Argument[] all) => scope.Run.Systems.Minted("NamingSystem", Text(scope, all[0]))),
        ["partner-system"] = (2, 2, (in Scope scope, Argument[] all) => Partner(scope, all)?.System),
        ["partner-code"] = (2, 2, (in Scope scope, Argument[] all) => Partner(scope, all)?.Target),
        ["partner-display"] = (2, 2, (in Scope scope, Argument[] all) => Partner(scope, all)?.Display),
        ["ucum"] = (1, 2, Ucum),
        ["ucum-system"] = (1, 2, (in Scope scope, Argument[] all) => Ucum(scope, all) is null ? null : "http://unitsofmeasure.org"),
        ["compared"] = (1, 1, (in Scope scope, Argument[] all) => ComparedForm().Match(Text(scope, all[0])) is { Success: true } match ? match.Groups["number"].Value : null),
        ["comparator"] = (1, 1, (in Scope scope, Argument[] all) => ComparedForm().Match(Text(scope, all[0])) is { Success: true } match ? match.Groups["sign"].Value : null),
        ["low"] = (1, 1, (in Scope scope, Argument[] all) => Range(scope, all, "low")),
        ["high"] = (1, 1, (in Scope scope, Argument[] all) => Range(scope, all, "high")),
        ["phone"] = (0, 0, Phone),
        ["data"] = (2, 2, Data),
        ["content-type"] = (2, 2, ContentType),
        ["text-data"] = (1, 1, (in Scope scope, Argument[] all) => Lines(scope, all) is { Length: > 0 } text ? Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) : null),
        ["minutes"] = (2, 2, (in Scope scope, Argument[] all) => Durations.Minutes(Text(scope, all[0]), Text(scope, all[1])) is > 0 and var minutes ? minutes.ToString(CultureInfo.InvariantCulture) : null),
        ["end-of"] = (3, 3, (in Scope scope, Argument[] all) => Durations.End(scope.Run.Times, Text(scope, all[0]), Text(scope, all[1]), Text(scope, all[2]))),
        ["received"] = (0, 0, (in Scope scope, Argument[] all) => scope.Run.Context.ReceivedAt.ToString("yyyy-MM-ddTHH:mm:ss.FFFzzz", CultureInfo.InvariantCulture)),
    };

    /// <summary>Forms that a condition may ask for.</summary>
    public static IReadOnlyDictionary<string, Func<string, bool>> Forms { get; } = new Dictionary<string, Func<string, bool>>(StringComparer.Ordinal)
    {
        ["number"] = text => PrimitiveText.Decimal(text) is not null,
        ["clock"] = text => text.Length >= 10 && text.AsSpan(0, 10).IndexOfAnyExceptInRange('0', '9') < 0,
        ["compared"] = text => ComparedForm().IsMatch(text),
        ["below"] = text => text.StartsWith('<'),
        ["above"] = text => text.StartsWith('>'),
        ["range"] = text => RangeForm().IsMatch(text),
        ["uri"] = text => text.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out _),
        ["time"] = text => new TimeReader("", TimeSpan.Zero).Read(text, Fhir.Definitions.PrimitiveKind.DateTime) is not null,
    };

    /// <summary>A function and how many arguments it takes; null when there is none of that name.</summary>
    public static (int Least, int Most, MapFunction Function)? Find(string name) => s_all.TryGetValue(name, out var found) ? found : null;

    private static string Text(in Scope scope, Argument argument)
    {
        if (argument.Path is not { } path)
            return argument.Text!;
        var leaf = scope.First(path).Leaf;
        return leaf.HasValue ? leaf.Text.Trim() : "";
    }

    private static string Join(in Scope scope, Argument[] all)
    {
        var text = new StringBuilder();
        for (var i = 1; i < all.Length; i++)
        {
            if (Text(scope, all[i]) is not { Length: > 0 } part)
                continue;
            if (text.Length > 0)
                text.Append(all[0].Text);
            text.Append(part);
        }
        return text.ToString();
    }

    // Every repetition is a line; what would divide a value is part of a text (senders do not escape it).
    private static string Lines(in Scope scope, Argument[] all)
    {
        var text = new StringBuilder();
        foreach (var cell in scope.Every(all[0].Path!))
        {
            if (!cell.Value.HasValue)
                continue;
            if (text.Length > 0)
                text.Append('\n');
            text.Append(cell.Value.Text.TrimEnd());
        }
        return text.ToString();
    }

    private static string? CodeSystem(in Scope scope, Argument[] all)
    {
        var name = Text(scope, all[0]);
        if (name.Length == 0 && scope.DefaultTable is { } table)
            name = $"HL7{table}";
        return scope.Run.Systems.OfCodes(name, all.Length > 1 ? Text(scope, all[1]) : "");
    }

    private static string? Authority(in Scope scope, Argument[] all)
    {
        var (name, universal, type) = all.Length > 2 ? (Text(scope, all[0]), Text(scope, all[1]), Text(scope, all[2])) : Designator(scope.First(all[0].Path!));
        if (scope.Run.Systems.OfAuthority(name, universal, type) is { } system)
            return system;
        return all.Length is 2 or 4 && Text(scope, all[^1]) is { Length: > 0 } otherwise ? scope.Run.Systems.Minted("NamingSystem", otherwise) : null;
    }

    private static (string Name, string Universal, string Type) Designator(Cell cell) => (Plain(cell.Part(1, 0)), Plain(cell.Part(2, 0)), Plain(cell.Part(3, 0)));

    private static string Plain(Cell cell) => cell.Leaf.HasValue ? cell.Leaf.Text.Trim() : "";

    private static CodeMap? Partner(in Scope scope, Argument[] all)
    {
        if (!scope.Run.Systems.HasPartnerCodes)
            return null;
        var name = Text(scope, all[0]);
        return scope.Run.Systems.Partner(name.Length == 0 && scope.DefaultTable is { } table ? table : name, Text(scope, all[1]));
    }

    private static string? Ucum(in Scope scope, Argument[] all)
    {
        var unit = Text(scope, all[0]);
        if (unit.Length == 0)
            return null;
        if (scope.Run.Systems.HasPartnerCodes && scope.Run.Systems.Partner("UNITS", unit) is { System: "http://unitsofmeasure.org" } own)
            return own.Target;
        if (all.Length > 1 && string.Equals(Text(scope, all[1]), "UCUM", StringComparison.OrdinalIgnoreCase) && UcumUnit.TryParse(unit, out _))
            return unit;
        return scope.Run.Units.TryGetValue(unit, out var known) ? known.Code : null;
    }

    private static string? Range(in Scope scope, Argument[] all, string bound)
    {
        var match = RangeForm().Match(Text(scope, all[0]));
        return match.Success && match.Groups[bound] is { Success: true } group ? group.Value : null;
    }

    // Area code and local number where the sender divides them, else the number as written (HL7 v2.8 ch. 2A.3.84, XTN).
    private static string Phone(in Scope scope, Argument[] all)
    {
        var cell = scope.Current;
        string Part(int number) => Plain(cell.Part(number, 0));
        if (Part(1) is { Length: > 0 } written)
            return written;
        if (Part(12) is { Length: > 0 } unformatted)
            return unformatted;
        var text = string.Join(' ', new[] { Part(5) is { Length: > 0 } country ? $"+{country.TrimStart('+')}" : "", Part(6) is { Length: > 0 } area ? $"({area})" : "", Part(7) }.Where(part => part.Length > 0));
        return Part(8) is { Length: > 0 } extension ? $"{text} ext. {extension}".TrimStart() : text;
    }

    // ED-4, ED-5: base 64, hexadecimal, or text (HL7 table 0299).
    private static string? Data(in Scope scope, Argument[] all)
    {
        var value = scope.First(all[1].Path!).Value;
        if (!value.HasValue)
            return null;
        return Text(scope, all[0]).ToUpperInvariant() switch
        {
            "BASE64" => value.Text,
            "HEX" => Hexadecimal(value.Text),
            _ => Convert.ToBase64String(Encoding.UTF8.GetBytes(value.Text)),
        };
    }

    private static string? Hexadecimal(string text)
    {
        var digits = string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
        return digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit) ? Convert.ToBase64String(Convert.FromHexString(digits)) : null;
    }

    private static string? ContentType(in Scope scope, Argument[] all)
    {
        var (main, sub) = (Text(scope, all[0]).ToLowerInvariant(), Text(scope, all[1]).ToLowerInvariant());
        var type = main switch
        {
            "im" or "image" => "image",
            "au" or "audio" => "audio",
            "vi" or "video" => "video",
            "ft" or "tx" or "text" => "text",
            "ap" or "application" or "si" or "sd" or "ns" or "" => "application",
            "multipart" => "multipart",
            _ => null,
        };
        if (type is null || (main.Length == 0 && sub.Length == 0))
            return sub == "pdf" ? "application/pdf" : null;
        // Whole types in the subtype are common (application/pdf); PICT and HTML are names of table 0291.
        if (sub.Contains('/', StringComparison.Ordinal))
            return TypeForm().IsMatch(sub) ? sub : null;
        if (sub is "pdf" or "rtf" && type is "application" or "text" or "image")
            type = "application";
        var full = $"{type}/{(sub.Length == 0 ? type == "text" ? "plain" : "octet-stream" : sub is "html" or "xml" or "jpeg" ? sub : sub == "jpg" ? "jpeg" : sub)}";
        return TypeForm().IsMatch(full) ? full : null;
    }

    [GeneratedRegex(@"^\s*(?:(?<low>[+-]?\d+(?:\.\d+)?)\s*(?:-|to|~|\u2013)\s*(?<high>[+-]?\d+(?:\.\d+)?)|>=?\s*(?<low>[+-]?\d+(?:\.\d+)?)|<=?\s*(?<high>[+-]?\d+(?:\.\d+)?))\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex RangeForm();

    [GeneratedRegex(@"^\s*(?<sign><=|>=|<|>)\s*(?<number>[+-]?\d+(?:\.\d+)?)\s*$")]
    private static partial Regex ComparedForm();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*\z")]
    private static partial Regex TypeForm();
}
