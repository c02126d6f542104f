using System.Globalization;
using Carewright.Bench.Results;

namespace Carewright.Bench.Terms;

/// <summary><c>terms [CONCEPTS]</c>: the terminology rows alone.</summary>
internal static class TermsVerb
{
    public static int Run(string concepts)
    {
        if (!int.TryParse(concepts, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1_000)
            throw new BenchFault("terms takes a number of concepts, 1000 or more.");
        var folder = Directory.CreateTempSubdirectory("carewright-terms-");
        try
        {
            ResultTable.Print(Console.Out, new TermBench(folder, number).Run());
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
