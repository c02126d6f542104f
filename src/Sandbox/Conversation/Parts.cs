using Carewright.Hl7v2;
using Carewright.Hl7v2.Writing;

namespace Carewright.Sandbox.Conversation;

/// <summary>A text and its place: below a segment (<c>3[1].4.1</c>) or below a field (<c>[1].4.1</c>).</summary>
internal readonly record struct Part(string Place, string Text);

/// <summary>Parts of messages that are put into others, whatever delimiters and character set either has.</summary>
internal static class Parts
{
    /// <summary>All that a field says, with places below the field; nothing of a field that is empty.</summary>
    public static IReadOnlyList<Part> Of(Hl7Value field) =>
    [
        .. from repetition in field.Divide()
           from component in repetition.Value.Divide()
           from subcomponent in component.Value.Divide()
           let text = subcomponent.Value.Text
           where text.Length > 0
           select new Part($"[{repetition.Number}].{component.Number}.{subcomponent.Number}", text),
    ];

    /// <summary>All that some fields of a segment say, with places below the segment.</summary>
    public static IReadOnlyList<Part> Of(Hl7Segment segment, params IEnumerable<int> fields) => [.. fields.SelectMany(field => At(Of(segment[field]), field))];

    /// <summary>The parts of a field as those of the field of a number.</summary>
    public static IEnumerable<Part> At(this IEnumerable<Part> parts, int field) => parts.Select(part => part with { Place = field + part.Place });

    /// <summary>The parts of a component's first repetition as sub-components of a component: how EI stands in EIP.</summary>
    public static IEnumerable<Part> Inside(this IReadOnlyList<Part> parts, int component) =>
        Enumerable.Range(1, 4).Select(number => new Part($"[1].{component}.{number}", parts.Text(number))).Where(part => part.Text.Length > 0);

    /// <summary>The text of a component of the first repetition; empty when there is none.</summary>
    public static string Text(this IReadOnlyList<Part> parts, int component) => parts.FirstOrDefault(part => part.Place == $"[1].{component}.1").Text ?? "";

    /// <summary>A field made of components.</summary>
    public static IReadOnlyList<Part> Field(params ReadOnlySpan<string> components)
    {
        var parts = new List<Part>();
        for (var i = 0; i < components.Length; i++)
            if (components[i].Length > 0)
                parts.Add(new Part($"[1].{i + 1}.1", components[i]));
        return parts;
    }

    /// <summary>Adds a segment to a message; texts are escaped as they must be, and empty ones left out.</summary>
    public static void Add(this EditableMessage message, string segment, params IEnumerable<Part> parts) => message.Put(message.Add(segment), segment, parts);

    /// <summary>Puts parts into the segment at a place.</summary>
    public static void Put(this EditableMessage message, int place, string segment, IEnumerable<Part> parts)
    {
        foreach (var part in parts.Where(part => part.Text.Length > 0))
            message.Set(place, Hl7Path.Parse($"{segment}-{part.Place}"), part.Text);
    }
}
