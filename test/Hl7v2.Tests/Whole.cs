namespace Carewright.Hl7v2.Tests;

/// <summary>Reads every part of a message, so that whatever can go wrong does.</summary>
internal static class Whole
{
    internal static int Read(Hl7Message message)
    {
        var letters = 0;
        foreach (var segment in message.Segments())
        {
            letters += segment.Name.Length;
            for (var field = 1; field <= segment.FieldCount; field++)
                foreach (var (_, repetition) in segment[field].Divide())
                    foreach (var (_, component) in repetition.Divide())
                        foreach (var (_, part) in component.Divide())
                            letters += part.Text.Length;
        }
        return letters;
    }
}
