using System.Text;
using Carewright.Astm.Frames;

namespace Carewright.Astm.Tests.Frames;

/// <summary>One end of a line, byte by byte, with a clock of its own. Control characters are written as <c>[ACK]</c>; a text in braces is sent as a frame: <c>{1H|\^&amp;}</c>, with <c>+</c> before the closing brace when another goes on with it.</summary>
internal sealed class Bench(LinkOptions options)
{
    private static readonly (string Name, char Value)[] s_names = [("[STX]", '\u0002'), ("[ETX]", '\u0003'), ("[EOT]", '\u0004'), ("[ENQ]", '\u0005'), ("[ACK]", '\u0006'), ("[NAK]", '\u0015'), ("[ETB]", '\u0017')];

    internal AstmLink Link { get; } = new(options);

    internal TimeSpan Now { get; private set; }

    internal List<LinkEvent> Events { get; } = [];

    /// <summary>What the line says to what comes.</summary>
    internal string Hear(string bytes) => Take(Link.Receive(Bytes(bytes), Now));

    /// <summary>What the line says to what comes byte by byte.</summary>
    internal string HearSlowly(string bytes) => string.Concat(Bytes(bytes).Select(each => Take(Link.Receive([each], Now))));

    /// <summary>What the line says by itself while time passes.</summary>
    internal string Wait(double seconds)
    {
        var until = Now + TimeSpan.FromSeconds(seconds);
        var said = "";
        while (Link.Due is { } due && due <= until)
        {
            Now = due > Now ? due : Now;
            said += Take(Link.Tick(Now));
        }
        Now = until;
        return said;
    }

    internal string Send(string message) => Take(Link.Send(Encoding.Latin1.GetBytes(message), Now));

    internal string Answer(bool isTaken) => Take(Link.Answer(Events.OfType<MessageArrived>().Last().Number, isTaken, Now));

    /// <summary>The events since this was asked last, in short.</summary>
    internal string Told()
    {
        var told = string.Join(' ', Events.Select(each => each switch
        {
            MessageArrived arrived => $"<{Encoding.Latin1.GetString(arrived.Message.Span).Replace('\r', '/')}>{(arrived.AwaitsAnswer ? "?" : "")}",
            FrameRefused refused => refused.Fault.ToString(),
            MessageDropped dropped => dropped.Reason.ToString(),
            SendEnded ended => $"{ended.Outcome}{(ended.Reason is { } reason ? $":{reason}" : "")}",
            _ => "End",
        }));
        Events.Clear();
        return told;
    }

    private string Take(LinkStep step)
    {
        Events.AddRange(step.Events);
        return Text(step.Bytes.Span);
    }

    private static byte[] Bytes(string text)
    {
        foreach (var (name, value) in s_names)
            text = text.Replace(name, value.ToString(), StringComparison.Ordinal);
        var parts = text.Split('{', '}');
        return [.. parts.SelectMany((part, i) => i % 2 == 0 ? Encoding.Latin1.GetBytes(part) : Frame(part))];
    }

    private static byte[] Frame(string text)
    {
        var isEnd = !text.EndsWith('+');
        return AstmFrame.Write(text[0] - '0', Encoding.Latin1.GetBytes((isEnd ? text[1..] : text[1..^1]).Replace('/', '\r')), isEnd);
    }

    // A frame is shown by its number, its text and whether another goes on with it.
    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        for (var at = text.IndexOf('\u0002', StringComparison.Ordinal); at >= 0; at = text.IndexOf('\u0002', StringComparison.Ordinal))
        {
            var end = text.IndexOfAny(['\u0003', '\u0017'], at);
            text = $"{text[..at]}{{{text[(at + 1)..end].Replace('\r', '/')}{(text[end] == '\u0017' ? "+" : "")}}}{text[(end + 5)..]}";
        }
        foreach (var (name, value) in s_names)
            text = text.Replace(value.ToString(), name, StringComparison.Ordinal);
        return text;
    }
}
