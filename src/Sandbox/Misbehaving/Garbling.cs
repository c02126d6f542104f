namespace Carewright.Sandbox.Misbehaving;

/// <summary>Breaks messages. The header stays as it is: an answer has to find its way back.</summary>
internal static class Garbling
{
    private static readonly Func<byte[], int, Draw, byte[]>[] s_ways = [OtherBytes, OutOfOrder, Cut];

    /// <summary>One of the ways, to be applied later.</summary>
    public static Func<byte[], byte[]> Draw(Draw draw)
    {
        var way = draw.Pick(s_ways);
        var own = new Draw((ulong)draw.Below(int.MaxValue));
        return bytes => way([.. bytes], Array.IndexOf(bytes, (byte)'\r') + 1, own);
    }

    private static byte[] OtherBytes(byte[] bytes, int header, Draw draw)
    {
        for (var at = header; at < bytes.Length; at++)
            // Neither a line end nor a byte of the frame is made or taken away: it stays one message.
            if (bytes[at] != '\r' && draw.Permille(100))
                bytes[at] = (byte)draw.Between(0x80, 0xFF);
        return bytes;
    }

    private static byte[] OutOfOrder(byte[] bytes, int header, Draw draw)
    {
        var lines = bytes.AsSpan(header).ToArray().Aggregate(new List<List<byte>> { new() }, (all, value) =>
        {
            all[^1].Add(value);
            if (value == '\r')
                all.Add([]);
            return all;
        }).Where(line => line.Count > 0).ToList();
        lines.Reverse();
        return [.. bytes.AsSpan(0, header), .. lines.SelectMany(line => line)];
    }

    private static byte[] Cut(byte[] bytes, int header, Draw draw) => bytes[..(header + draw.Between(1, Math.Max(1, (bytes.Length - header) / 2)))];
}
