<?php
/**
 * Declaring in the classic editor.
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

/**
 * A box beside the text. The block editor has a part of the panel instead.
 */
final class Postlint_Declared_Form {

	const NONCE = 'postlint_declared_nonce';

	/**
	 * Hook in.
	 */
	public function register(): void {
		add_action( 'add_meta_boxes', array( $this, 'add' ) );
		add_action( 'load-post.php', array( $this, 'keep' ) );
	}

	/**
	 * The labels of what can be declared; a key of the consent record is "consent.KEY".
	 *
	 * @return string[]
	 */
	public static function labels(): array {
		return array(
			'case'                  => __( 'Whose story it is', 'postlint' ),
			'audience'              => __( 'Who will read it', 'postlint' ),
			'type'                  => __( 'What kind of post it is', 'postlint' ),
			'interests'             => __( 'Interests to declare', 'postlint' ),
			'consent.id'            => __( 'Number of the record', 'postlint' ),
			'consent.date'          => __( 'Signed on', 'postlint' ),
			'consent.expires'       => __( 'Expires on', 'postlint' ),
			'consent.by'            => __( 'Given by', 'postlint' ),
			'consent.scope'         => __( 'Places agreed to', 'postlint' ),
			'consent.identifiers'   => __( 'Details that may stand', 'postlint' ),
			'consent.reviewed_text' => __( 'The person has read this text', 'postlint' ),
			'consent.withdrawn'     => __( 'It was withdrawn', 'postlint' ),
		);
	}

	/**
	 * What is said below some of them.
	 *
	 * @return string[]
	 */
	public static function hints(): array {
		return array(
			'type'                => __( 'Such as announcement, education or case.', 'postlint' ),
			'interests'           => __( 'A sentence, or none.', 'postlint' ),
			'consent.scope'       => __( 'Such as blog, instagram.', 'postlint' ),
			'consent.identifiers' => __( 'Such as first-name, age, photo.', 'postlint' ),
		);
	}

	/**
	 * Put the box there.
	 *
	 * @param string $type The post's type.
	 */
	public function add( $type ): void {
		if ( Postlint_Settings::is_gated_type( (string) $type ) ) {
			add_meta_box( 'postlint-declared', __( 'postlint: about this post', 'postlint' ), array( $this, 'show' ), $type, 'side', 'default', array( '__back_compat_meta_box' => true ) );
		}
	}

	/**
	 * The box.
	 *
	 * @param WP_Post $post The post.
	 */
	public function show( WP_Post $post ): void {
		$declared = Postlint_Declared::stored( $post->ID );
		wp_nonce_field( 'postlint_declared_' . $post->ID, self::NONCE, false );
		echo '<p class="description">' . esc_html__( 'For the check only; none of it is published.', 'postlint' ) . '</p>';
		foreach ( self::labels() as $key => $label ) {
			if ( 'consent.id' === $key ) {
				echo '<h4>' . esc_html__( 'Consent on record', 'postlint' ) . '</h4>';
			}
			list( $part, $inner ) = array_pad( explode( '.', $key ), 2, '' );
			$value                = '' === $inner ? ( $declared[ $part ] ?? '' ) : ( $declared[ $part ][ $inner ] ?? '' );
			$name                 = Postlint_Declared::FIELD . '[' . $part . ']' . ( '' === $inner ? '' : "[$inner]" );
			// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped there.
			echo '<p>' . self::input( $name, '' === $inner ? $part : $inner, $label, is_array( $value ) ? implode( ', ', $value ) : $value );
			echo isset( self::hints()[ $key ] ) ? ' <span class="description">' . esc_html( self::hints()[ $key ] ) . '</span>' : '';
			echo '</p>';
		}
	}

	/**
	 * The form was sent: kept before WordPress looks at the post, which is then asked about with it.
	 */
	public function keep(): void {
		$id = absint( $_POST['post_ID'] ?? 0 );
		if ( ! $id || ! isset( $_POST[ self::NONCE ], $_POST[ Postlint_Declared::FIELD ] )
			|| ! wp_verify_nonce( sanitize_key( $_POST[ self::NONCE ] ), 'postlint_declared_' . $id ) || ! current_user_can( 'edit_post', $id ) ) {
			return;
		}
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- cleaned where it is kept.
		Postlint_Declared::keep( $id, wp_unslash( $_POST[ Postlint_Declared::FIELD ] ) );
	}

	/**
	 * One value, with its label.
	 *
	 * @param string      $name  The name of the field.
	 * @param string      $key   What it is.
	 * @param string      $label Its label.
	 * @param string|bool $value Its value.
	 */
	private static function input( string $name, string $key, string $label, $value ): string {
		$name  = esc_attr( $name );
		$label = esc_html( $label );
		if ( in_array( $key, array( 'reviewed_text', 'withdrawn' ), true ) ) {
			// A day of withdrawal that a program has set stays what it is.
			return sprintf( '<label><input type="checkbox" name="%s" value="%s"%s> %s</label>', $name, esc_attr( is_string( $value ) && '' !== $value ? $value : '1' ), checked( ! empty( $value ), true, false ), $label );
		}
		if ( isset( Postlint_Declared::CHOICES[ $key ] ) ) {
			$options = '<option value=""></option>';
			foreach ( Postlint_Declared::CHOICES[ $key ] as $choice ) {
				$options .= sprintf( '<option%s>%s</option>', selected( $choice, $value, false ), esc_html( $choice ) );
			}
			return "<label>$label<br><select name=\"$name\">$options</select></label>";
		}
		$kind = in_array( $key, array( 'date', 'expires' ), true ) ? 'date' : 'text';
		return sprintf( '<label>%s<br><input type="%s" name="%s" value="%s" class="widefat"></label>', $label, $kind, $name, esc_attr( (string) $value ) );
	}
}
