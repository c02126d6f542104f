using System.Globalization;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Structures;

namespace Carewright.Host.CommandLine.Messages;

/// <summary>Prints a message: its groups, segments and fields with the names of the standard, or the values of one path.</summary>
internal static class MessageTree
{
    /// <summary>Prints a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="path">The path whose values are wanted, a line each; null: the whole tree.</param>
    /// <param name="say">Takes the lines.</param>
    /// <returns>How many lines there were.</returns>
    internal static int Print(Hl7Message message, Hl7Path? path, Action<string> say)
    {
        List<string> lines = path is { } wanted ? [.. message.All(wanted).Where(value => !value.IsEmpty).Select(value => OneLine(value.Text))] : [.. Tree(message)];
        lines.ForEach(say);
        return lines.Count;
    }

    private static IEnumerable<string> Tree(Hl7Message message)
    {
        var definitions = V2Definitions.Of(message);
        if (definitions.Structure(message) is not { } structure)
            return message.Segments().SelectMany(segment => Of(segment, definitions, 0));
        return Of(StructureReader.Read(message, structure).Message, definitions, 0);
    }

    // Segments and groups are told in the order of the message.
    private static IEnumerable<string> Of(Hl7Group group, V2Definitions definitions, int depth)
    {
        var parts = group.Segments.Select(segment => (segment.Place, Lines: Of(segment, definitions, depth + 1)))
            .Concat(group.Groups.Select(inner => (Place: PlaceOf(inner), Lines: Of(inner, definitions, depth + 1))));
        return parts.OrderBy(part => part.Place).SelectMany(part => part.Lines).Prepend(Indent(depth) + group.Name);
    }

    private static int PlaceOf(Hl7Group group) => group.Segments.Select(segment => segment.Place).Concat(group.Groups.Select(PlaceOf)).DefaultIfEmpty().Min();

    private static IEnumerable<string> Of(Hl7Segment segment, V2Definitions definitions, int depth)
    {
        var items = definitions.Segment(segment.Name)?.Items ?? [];
        yield return Indent(depth) + segment.Name;
        for (var field = 1; field <= segment.FieldCount; field++)
        {
            var name = items.FirstOrDefault(item => item.Number == field)?.Name ?? "";
            foreach (var (number, repetition) in segment[field].Divide().Where(each => !each.Value.IsEmpty))
                yield return string.Create(CultureInfo.InvariantCulture, $"{Indent(depth + 1)}{segment.Name}-{field}{(number > 1 ? $"[{number}]" : "")}  {name}: {Text(repetition)}");
        }
    }

    private static string Text(Hl7Value repetition) => string.Join(" ^ ", repetition.Divide().Select(component => OneLine(string.Join(" & ", component.Value.Divide().Select(part => part.Value.Text)))));

    // Control characters of a message are not a terminal's.
    private static string OneLine(string text) => string.Concat(text.Select(letter => letter is '\n' ? '\u23CE' : char.IsControl(letter) ? ' ' : letter));

    private static string Indent(int depth) => new(' ', depth * 2);
}
