using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Carewright.Audit;

/// <summary>A bucket with object lock.</summary>
/// <param name="Bucket">Its name; object lock is switched on in it.</param>
/// <param name="Region">AWS region, such as <c>us-east-1</c>.</param>
/// <param name="Endpoint">Another service's address that speaks S3, or null for AWS.</param>
/// <param name="Prefix">What keys begin with.</param>
/// <param name="AccessKey">Access key id; it needs <c>s3:PutObject</c> and <c>s3:PutObjectRetention</c>, nothing more.</param>
/// <param name="SecretKey">Secret access key.</param>
/// <param name="RetainDays">Locked for so many days, in compliance mode: not even the bucket's owner shortens that.</param>
public sealed record S3Target(string Bucket, string Region, string? Endpoint, string Prefix, string AccessKey, string SecretKey, int RetainDays);

/// <summary>Checkpoints as objects of their own, each locked against change and deletion (S3 Object Lock, compliance mode).</summary>
/// <param name="target">The bucket.</param>
public sealed class S3Place(S3Target target) : ICheckpointPlace
{
    /// <inheritdoc />
    public async Task WriteAsync(CheckpointLine line, CancellationToken cancellationToken)
    {
        using var client = new AmazonS3Client(new BasicAWSCredentials(target.AccessKey, target.SecretKey), Configuration());
        var request = new PutObjectRequest
        {
            BucketName = target.Bucket,
            Key = string.Create(CultureInfo.InvariantCulture, $"{target.Prefix}{line.Tenant}/{line.Sequence:D19}.json"),
            ContentBody = line.ToJson(),
            ContentType = "application/json",
            ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
            ObjectLockMode = ObjectLockMode.Compliance,
            ObjectLockRetainUntilDate = line.At.UtcDateTime.AddDays(target.RetainDays),
        };
        try
        {
            await client.PutObjectAsync(request, cancellationToken);
        }
        catch (Exception fault) when (fault is AmazonS3Exception or AmazonClientException or HttpRequestException)
        {
            throw new IOException($"The bucket did not take the checkpoint: {(fault as AmazonS3Exception)?.ErrorCode ?? "it cannot be reached"}.", fault);
        }
    }

    private AmazonS3Config Configuration()
    {
        var configuration = new AmazonS3Config { MaxErrorRetry = 1, Timeout = TimeSpan.FromSeconds(20) };
        if (target.Endpoint is { } endpoint)
            (configuration.ServiceURL, configuration.ForcePathStyle, configuration.AuthenticationRegion) = (endpoint, true, target.Region);
        else
            configuration.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(target.Region);
        return configuration;
    }
}
