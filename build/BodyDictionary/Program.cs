using System.Globalization;
using Carewright.BodyDictionary;
using Carewright.Storage.Sealing;
using ZstdSharp;

// Trains the dictionary that bodies are compressed with, and measures what it saves on resources that it was not trained on.
switch (args)
{
    case ["train", var output, .. { Length: > 0 } sources]:
        // Every source has the same share, so that no one generator's habits fill the dictionary.
        var samples = sources.SelectMany(source => Samples.Spread(Samples.Of(source), Samples.BytesPerSource / sources.Length)).ToList();
        File.WriteAllBytes(output, DictBuilder.TrainFromBuffer(samples, Samples.DictionarySize));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{samples.Count:N0} samples of {samples.Sum(sample => (long)sample.Length):N0} bytes"));
        return 0;
    case ["measure", .. { Length: > 0 } sources]:
        using (var codec = new BodyCodec([BodyCodec.ShippedDictionary()]))
        {
            foreach (var source in sources)
                Console.WriteLine(Measurement.Of(codec, Samples.Of(source)).ToString());
        }
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: train OUTPUT FOLDER... | measure FOLDER...   (folders of .json resources or Bundles, or .ndjson)");
        return 2;
}
