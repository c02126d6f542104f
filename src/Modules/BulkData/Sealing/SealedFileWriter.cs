using System.Security.Cryptography;

namespace Carewright.BulkData.Sealing;

/// <summary>Writes a sealed file; what is written never lies on the disk in clear. Complete only after <see cref="CompleteAsync"/>: a file left before that does not open.</summary>
internal sealed class SealedFileWriter : Stream
{
    private readonly FileStream _file;
    private readonly AesGcm _cipher;
    private readonly byte[] _plain = new byte[SealedFile.ChunkSize];
    private readonly byte[] _sealed = new byte[SealedFile.ChunkSize + SealedFile.TagSize];
    private readonly byte[] _nonce = new byte[12];
    private int _filled;
    private long _chunk;

    internal SealedFileWriter(string path, ReadOnlySpan<byte> jobKey, string name)
    {
        var salt = RandomNumberGenerator.GetBytes(SealedFile.SaltSize);
        _cipher = SealedFile.CipherFor(jobKey, salt, name);
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
        _file.Write(SealedFile.Mark);
        _file.Write(salt);
    }

    /// <summary>Bytes written so far, in clear.</summary>
    internal long Written { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Written;
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Written += buffer.Length;
        while (!buffer.IsEmpty)
        {
            if (_filled == SealedFile.ChunkSize)
                await _file.WriteAsync(SealChunk(isLast: false), cancellationToken).ConfigureAwait(false);
            var length = Take(buffer.Span);
            buffer = buffer[length..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Written += buffer.Length;
        while (!buffer.IsEmpty)
        {
            if (_filled == SealedFile.ChunkSize)
                _file.Write(SealChunk(isLast: false).Span);
            buffer = buffer[Take(buffer)..];
        }
    }

    /// <summary>Seals the last chunk and waits until the file is on the disk.</summary>
    internal async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await _file.WriteAsync(SealChunk(isLast: true), cancellationToken).ConfigureAwait(false);
        _file.Flush(flushToDisk: true);
    }

    // A chunk is sealed when it is whole; before that there is nothing to flush.
    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _cipher.Dispose();
            CryptographicOperations.ZeroMemory(_plain);
        }
        base.Dispose(disposing);
    }

    private int Take(ReadOnlySpan<byte> bytes)
    {
        var length = Math.Min(bytes.Length, SealedFile.ChunkSize - _filled);
        bytes[..length].CopyTo(_plain.AsSpan(_filled));
        _filled += length;
        return length;
    }

    private ReadOnlyMemory<byte> SealChunk(bool isLast)
    {
        SealedFile.WriteNonce(_nonce, _chunk++);
        _cipher.Encrypt(_nonce, _plain.AsSpan(0, _filled), _sealed.AsSpan(0, _filled), _sealed.AsSpan(_filled, SealedFile.TagSize), SealedFile.Associated(isLast));
        var length = _filled + SealedFile.TagSize;
        _filled = 0;
        return _sealed.AsMemory(0, length);
    }
}
