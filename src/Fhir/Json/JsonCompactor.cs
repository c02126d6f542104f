using System.Buffers;

namespace Carewright.Fhir.Json;

/// <summary>Copies well-formed JSON without insignificant white space.</summary>
internal static class JsonCompactor
{
    private static readonly SearchValues<byte> s_stops = SearchValues.Create("\" \t\r\n"u8);
    private static readonly SearchValues<byte> s_stringStops = SearchValues.Create("\"\\"u8);

    internal static void Copy(ReadOnlySpan<byte> json, IBufferWriter<byte> to)
    {
        var target = to.GetSpan(Math.Max(1, json.Length));
        var written = 0;
        var start = 0;
        for (var at = 0; at < json.Length;)
        {
            var stop = json[at..].IndexOfAny(s_stops);
            if (stop < 0)
                break;
            at += stop;
            if (json[at] == '"')
            {
                at = AfterString(json, at);
                continue;
            }
            json[start..at].CopyTo(target[written..]);
            written += at - start;
            while (at < json.Length && IsSpace(json[at]))
                at++;
            start = at;
        }
        json[start..].CopyTo(target[written..]);
        to.Advance(written + json.Length - start);
    }

    internal static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    /// <summary>The place after the string whose opening quote is at <paramref name="at"/>.</summary>
    internal static int AfterString(ReadOnlySpan<byte> json, int at)
    {
        for (at++; ; at += 2)
        {
            at += json[at..].IndexOfAny(s_stringStops);
            if (json[at] == '"')
                return at + 1;
        }
    }
}
