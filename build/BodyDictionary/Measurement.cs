using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Carewright.Storage.Sealing;

namespace Carewright.BodyDictionary;

/// <summary>What the codec makes of a set of resources, beside Brotli at its fastest quality without a dictionary.</summary>
internal sealed record Measurement(int Resources, double Bytes, double Stored, double EncodeMicroseconds, double DecodeMicroseconds, double Brotli)
{
    internal static Measurement Of(BodyCodec codec, List<byte[]> resources)
    {
        var target = new byte[resources.Max(resource => resource.Length)];
        Encode(codec, resources, target);
        var clock = Stopwatch.StartNew();
        var encoded = Encode(codec, resources, target);
        var encoding = clock.Elapsed;
        Decode(codec, resources, encoded, target);
        clock.Restart();
        Decode(codec, resources, encoded, target);
        var decoding = clock.Elapsed;
        return new Measurement(
            resources.Count, resources.Average(resource => resource.Length), encoded.Average(one => one.Bytes.Length), encoding.TotalMicroseconds / resources.Count, decoding.TotalMicroseconds / resources.Count,
            resources.Average(resource => BrotliEncoder.TryCompress(resource, target, out var length, quality: 1, window: 18) ? length : resource.Length));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Resources:N0} resources of {Bytes:N0} bytes: {Stored:N0} stored ({EncodeMicroseconds:0.0} us, {DecodeMicroseconds:0.0} us back); Brotli: {Brotli:N0}");

    private static List<(byte Dictionary, byte[] Bytes)> Encode(BodyCodec codec, List<byte[]> resources, byte[] target) => resources.ConvertAll(resource =>
    {
        var dictionary = codec.Encode(resource, target.AsSpan(0, resource.Length), out var length);
        return (dictionary, target[..length]);
    });

    private static void Decode(BodyCodec codec, List<byte[]> resources, List<(byte Dictionary, byte[] Bytes)> encoded, byte[] target)
    {
        for (var i = 0; i < resources.Count; i++)
            codec.Decode(encoded[i].Dictionary, encoded[i].Bytes, target.AsSpan(0, resources[i].Length));
    }
}
