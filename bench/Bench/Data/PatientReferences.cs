using System.Text;

namespace Carewright.Bench.Data;

/// <summary>Points every reference to a patient to one patient, in place: all ids of the generator are equally long.</summary>
internal static class PatientReferences
{
    /// <returns>How many were redirected.</returns>
    public static int Redirect(Span<byte> json, string patient)
    {
        var count = 0;
        for (var rest = json; rest.IndexOf("\"Patient/"u8) is >= 0 and var at; count++)
        {
            rest = rest[(at + "\"Patient/"u8.Length)..];
            if (rest.IndexOf((byte)'"') != patient.Length)
                throw new BenchFault("The generator's ids are not of one length.");
            Encoding.ASCII.GetBytes(patient, rest);
        }
        return count;
    }
}
