using System.Text.Json;
using static Carewright.Laboratory.JsonParts;

namespace Carewright.Laboratory.Papers;

/// <summary>People and times as papers say them.</summary>
internal static class PaperWords
{
    /// <summary>Family name first, in use before others; empty when there is none.</summary>
    internal static string NameOf(JsonElement person)
    {
        var name = Items(person, "name").OrderBy(one => Text(one, "use") switch { "official" => 0, "usual" => 1, "old" or "maiden" => 3, _ => 2 }).FirstOrDefault();
        var given = string.Join(' ', Items(name, "given").Select(one => one.GetString()));
        return Text(name, "family") is { } family ? given.Length > 0 ? $"{family}, {given}" : family : given.Length > 0 ? given : Text(name, "text") ?? "";
    }

    /// <summary>Number of the patient's record: the one of type MR, else the first.</summary>
    internal static string? RecordNumber(JsonElement patient)
    {
        var all = Items(patient, "identifier").ToList();
        return all.Where(one => Items(Member(one, "type"), "coding").Any(coding => Text(coding, "code") == "MR")).Concat(all).Select(one => Text(one, "value")).OfType<string>().FirstOrDefault();
    }

    /// <summary>A dateTime as it was recorded, by the clock of its own zone, to the minute.</summary>
    internal static string Moment(string? dateTime) => dateTime is null ? "" : dateTime[..Math.Min(16, dateTime.Length)].Replace('T', ' ');

    /// <summary>An address in one line.</summary>
    internal static string Address(JsonElement one)
    {
        var address = Items(one, "address").FirstOrDefault();
        string?[] parts = [.. Items(address, "line").Select(line => line.GetString()), Text(address, "city"), Text(address, "state"), Text(address, "postalCode")];
        return string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part)));
    }

    /// <summary>An answer to a question, whatever kind it is of.</summary>
    internal static string Answer(JsonElement answer)
    {
        foreach (var value in answer.EnumerateObject().Where(member => member.Name.StartsWith("value", StringComparison.Ordinal)))
        {
            return value.Value.ValueKind switch
            {
                JsonValueKind.True => "yes",
                JsonValueKind.False => "no",
                JsonValueKind.String => value.Value.GetString()!,
                JsonValueKind.Object when value.Name == "valueQuantity" => $"{Member(value.Value, "value")} {Text(value.Value, "unit") ?? Text(value.Value, "code")}".Trim(),
                JsonValueKind.Object => Text(value.Value, "display") ?? Text(value.Value, "code") ?? "",
                _ => value.Value.GetRawText(),
            };
        }
        return "";
    }
}
