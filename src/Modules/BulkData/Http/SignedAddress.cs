using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Carewright.BulkData.Jobs;

namespace Carewright.BulkData.Http;

/// <summary>
/// Addresses of files that end: an HMAC-SHA256 under a key made from the job's over file, user and time. An address alone opens nothing; the user's own access token has to come with it.
/// </summary>
internal static class SignedAddress
{
    internal static string Of(ExportJob job, string origin, string file, DateTimeOffset expires)
    {
        var until = expires.ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"{origin}/bulk/files/{job.Id}/{file}?expires={until}&signature={Sign(job, file, until)}");
    }

    internal static bool Holds(ExportJob job, string file, string expires, string signature, DateTimeOffset now) =>
        long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var until) && until > now.ToUnixTimeSeconds()
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(job, file, until)), Encoding.UTF8.GetBytes(signature));

    private static string Sign(ExportJob job, string file, long until)
    {
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, job.Key, 32, info: "carewright/export-address"u8.ToArray());
        var text = string.Create(CultureInfo.InvariantCulture, $"{job.Id}/{file}\n{until}\n{job.Requester.UserName}");
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }
}
