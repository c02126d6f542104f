using System.Buffers;

namespace Carewright.Astm.Frames;

/// <summary>Collects what a line sends and tells until it is taken.</summary>
internal sealed class LinkOutput
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private List<LinkEvent> _events = [];

    internal void Send(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    internal void Send(byte value) => _bytes.Write([value]);

    internal void Tell(LinkEvent happened) => _events.Add(happened);

    internal LinkStep Take()
    {
        var step = new LinkStep(_bytes.WrittenSpan.ToArray(), _events);
        _bytes.Clear();
        _events = [];
        return step;
    }
}
